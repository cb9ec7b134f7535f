using System.Text.Json;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Telemetry;

namespace Gateway.Admin;

/// <summary>
/// The log level of an environment, changed while it serves. It holds until the configuration is read anew or the gateway stops:
/// what shall stay belongs into the file.
/// </summary>
internal sealed class LogLevelApi(GatewayState state, ILoggerFactory loggers)
{
    private static readonly string Levels = string.Join(", ", Enum.GetNames<LogLevel>());

    private readonly ILogger _audit = loggers.CreateLogger(AuditCategory.Name);

    /// <summary>Maps the path.</summary>
    public void Map(IEndpointRouteBuilder admin) => admin.MapPut(
        "/api/environments/{name}/log-level", async context => await (await Change(context)).ExecuteAsync(context));

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body, or null when it is not JSON.</param>
    /// <param name="level">The level, when null is returned.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Read(JsonDocument? body, out LogLevel level)
    {
        level = default;
        if (OrderBody.Fault(body, ["level"]) is { } fault)
        {
            return $"{fault}; send {{\"level\": \"Debug\"}}.";
        }

        if (!body!.RootElement.TryGetProperty("level", out var value) || value.ValueKind != JsonValueKind.String)
        {
            return "'level' is missing or no text; send {\"level\": \"Debug\"}.";
        }

        // By name only: TryParse would take "17" too.
        var text = value.GetString()!;
        var isName = Enum.GetNames<LogLevel>().Contains(text, StringComparer.OrdinalIgnoreCase);
        return isName && Enum.TryParse(text, ignoreCase: true, out level)
            ? null
            : $"'level' is '{text}'; it must be one of {Levels}.";
    }

    private async Task<IResult> Change(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        var environments = state.Current.Snapshot.Environments;
        var environment = environments.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (environment is null)
        {
            var known = string.Join(", ", environments.Select(one => one.Name));
            return new Problem(ErrorCode.UnknownPath, $"There is no environment '{name}'; there are {known}.");
        }

        using var body = await AdminBody.ReadAsync(context);
        if (Read(body, out var level) is { } fault)
        {
            return new Problem(ErrorCode.InvalidBody, fault);
        }

        var before = environment.LogLevel.Level;
        environment.LogLevel.Level = level;
        var caller = AdminCaller.Of(context);
        Log.LevelChanged(_audit, caller.Name, caller.Address, environment.Name, before, level);
        return Results.Json(new { environment = environment.Name, level = level.ToString() });
    }
}
