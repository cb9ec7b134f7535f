using Gateway.Configuration;

namespace Gateway.Registries;

/// <summary>
/// The one place that decides what a path of a package format means; cache, security, telemetry and errors read its verdict.
/// Implementations are pure and hold no state.
/// </summary>
internal interface IRegistryFormat
{
    /// <summary>Which format it is.</summary>
    RepositoryFormat Format { get; }

    /// <summary>Reads a request. Never throws, whatever the strings hold.</summary>
    /// <param name="method">The method as received; letter case matters (RFC 9110 §9.1).</param>
    /// <param name="target">The raw target after the mount, beginning with a slash, with the query, byte for byte as received.</param>
    /// <returns>
    /// What it means; <see cref="RequestKind.Invalid"/> with a fault where the gateway and an upstream could read it differently.
    /// </returns>
    RequestMeaning Interpret(string method, string target);
}

/// <summary>The formats by their configured name.</summary>
internal static class RegistryFormats
{
    private static readonly Generic.GenericFormat Generic = new();
    private static readonly Npm.NpmFormat Npm = new();
    private static readonly Go.GoFormat Go = new();
    private static readonly NuGet.NuGetFormat NuGet = new();

    /// <summary>The format of that name.</summary>
    public static IRegistryFormat Of(RepositoryFormat format) => format switch
    {
        RepositoryFormat.Generic => Generic,
        RepositoryFormat.Npm => Npm,
        RepositoryFormat.Go => Go,
        RepositoryFormat.NuGet => NuGet,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No format of that name is built in."),
    };
}
