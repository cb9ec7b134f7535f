using Gateway.Telemetry.Recent;

namespace Gateway.Admin.Dashboard;

/// <summary>Which requests a watcher wants to see; null or empty means any.</summary>
/// <param name="Environment">The environment, exactly.</param>
/// <param name="Repository">The repository, exactly.</param>
/// <param name="Package">A part of the package's name.</param>
/// <param name="Identity">A part of the name of who asked.</param>
internal sealed record RequestFilter(string? Environment, string? Repository, string? Package, string? Identity)
{
    /// <summary>Reads the filter of a request for the tail.</summary>
    public static RequestFilter Of(IQueryCollection query) =>
        new(query["environment"], query["repository"], query["package"], query["identity"]);

    /// <summary>Whether a request is one of them.</summary>
    public bool Matches(in RequestLine line) =>
        Is(Environment, line.Record.Environment) && Is(Repository, line.Record.Repository)
            && Has(Package, line.Record.PackageName) && Has(Identity, line.Record.Identity);

    private static bool Is(string? wanted, string? found) =>
        string.IsNullOrEmpty(wanted) || string.Equals(wanted, found, StringComparison.OrdinalIgnoreCase);

    private static bool Has(string? wanted, string? found) =>
        string.IsNullOrEmpty(wanted) || found?.Contains(wanted, StringComparison.OrdinalIgnoreCase) == true;
}
