using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace Gateway.Benchmarks.Roles;

/// <summary>
/// The least that a server on this platform can do: an answer from memory, with the very fields that the gateway's hits carry.
/// What the gateway needs beyond that is its own cost.
/// </summary>
internal static class BareKestrel
{
    /// <summary>Serves until SIGTERM.</summary>
    /// <param name="port">Where it listens.</param>
    /// <param name="answers">The file with the answers by path, as <see cref="WriteAsync"/> makes it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<int> ServeAsync(int port, string answers, CancellationToken cancellationToken)
    {
        var written = JsonSerializer.Deserialize<Dictionary<string, Answer>>(await File.ReadAllTextAsync(answers, cancellationToken))!;
        var ready = written.ToFrozenDictionary(
            answer => answer.Key,
            answer => new Ready(
                [.. answer.Value.Fields.Select(field => KeyValuePair.Create(field.Key, new StringValues(field.Value)))],
                Payload.Of(answer.Value.Length)),
            StringComparer.Ordinal);
        var app = Bare.Builder(port).Build();
        app.Run(context => Write(context, ready.GetValueOrDefault(context.Request.Path.Value!)));
        return await Bare.ServeAsync(app, cancellationToken);
    }

    /// <summary>Writes the file that <see cref="ServeAsync"/> reads.</summary>
    public static Task WriteAsync(string file, IReadOnlyDictionary<string, Answer> answers, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(file, JsonSerializer.Serialize(answers), cancellationToken);

    private static Task Write(HttpContext context, Ready? answer)
    {
        if (answer is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var headers = context.Response.Headers;
        foreach (var (name, value) in answer.Fields)
        {
            headers[name] = value;
        }

        headers.ContentLength = answer.Body.Length;
        return context.Response.BodyWriter.WriteAsync(answer.Body).AsTask();
    }

    /// <summary>An answer as the file has it.</summary>
    /// <param name="Fields">Its fields, without <c>Date</c> and <c>Content-Length</c>, which the server sets.</param>
    /// <param name="Length">The length of its body.</param>
    internal sealed record Answer(IReadOnlyDictionary<string, string[]> Fields, int Length);

    private sealed record Ready(KeyValuePair<string, StringValues>[] Fields, byte[] Body);
}
