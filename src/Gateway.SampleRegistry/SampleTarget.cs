namespace Gateway.SampleRegistry;

/// <summary>Which registry of which environment a request asks.</summary>
internal enum SampleFormat
{
    Npm,
    Go,
}

/// <summary>A request target taken apart: <c>/{environment}/{format}/{rest}</c>.</summary>
/// <param name="Environment">The environment asked.</param>
/// <param name="Format">The registry asked.</param>
/// <param name="Mount">The part of the path before the rest, with slashes at both ends.</param>
/// <param name="Rest">What follows, percent-decoded once; <c>@scope%2fname</c> and <c>@scope/name</c> are then one name.</param>
internal readonly record struct SampleTarget(SampleEnvironment Environment, SampleFormat Format, string Mount, string Rest)
{
    /// <summary>The path of a raw request target: origin-form as it is, absolute-form without scheme and authority, no query.</summary>
    public static string PathOf(string rawTarget)
    {
        var path = rawTarget.AsSpan();
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0 && !path.StartsWith('/'))
        {
            var authority = path[(scheme + 3)..];
            var slash = authority.IndexOf('/');
            path = slash < 0 ? "/" : authority[slash..];
        }

        var query = path.IndexOf('?');
        return (query < 0 ? path : path[..query]).ToString();
    }

    /// <summary>Takes a path apart.</summary>
    /// <returns>False when the path does not begin with an environment and a format that are served.</returns>
    public static bool TryParse(string path, out SampleTarget target)
    {
        target = default;
        var parts = path.Split('/', 4);
        if (parts.Length < 3 || parts[0].Length != 0)
        {
            return false;
        }

        if (EnvironmentOf(parts[1]) is not { } environment || FormatOf(parts[2]) is not { } format)
        {
            return false;
        }

        // Decoded here and not by the server, which leaves %2F as it is but decodes the rest: one rule for all.
        var rest = parts.Length == 4 ? Uri.UnescapeDataString(parts[3]) : "";
        target = new SampleTarget(environment, format, $"/{parts[1]}/{parts[2]}/", rest);
        return true;
    }

    private static SampleEnvironment? EnvironmentOf(string name) => name switch
    {
        "dev" => SampleEnvironment.Dev,
        "test" => SampleEnvironment.Test,
        "prod" => SampleEnvironment.Prod,
        _ => null,
    };

    private static SampleFormat? FormatOf(string name) => name switch
    {
        "npm" => SampleFormat.Npm,
        "go" => SampleFormat.Go,
        _ => null,
    };
}
