namespace Gateway.Registries.NuGet;

/// <summary>The session of a NuGet client: one value for all requests of a restore, which ties their traces together.</summary>
internal static class NuGetSession
{
    /// <summary>The field that carries it.</summary>
    public const string Field = "X-NuGet-Session-Id";

    /// <summary>
    /// Reads it; null where there is none or it is not the GUID that clients send, so that no other text gets into traces.
    /// </summary>
    public static string? Read(IHeaderDictionary headers) =>
        Guid.TryParse(headers[Field].ToString(), out var session) ? session.ToString("D") : null;
}
