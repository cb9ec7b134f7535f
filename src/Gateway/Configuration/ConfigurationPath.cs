namespace Gateway.Configuration;

/// <summary>Paths of settings: keys joined with colons, compared without regard to letter case, as the configuration itself does.</summary>
internal static class ConfigurationPath
{
    /// <summary>The order of a listing: list indices by number, everything else by letter.</summary>
    public static IComparer<string> Order { get; } = Comparer<string>.Create(
        (left, right) => ConfigurationKeyComparer.Instance.Compare(left, right));

    /// <summary>Joins keys.</summary>
    public static string Of(params ReadOnlySpan<string> keys) => string.Join(':', keys);

    /// <summary>Whether a path is the other one or lies below it.</summary>
    public static bool IsAtOrBelow(string path, string above) =>
        path.StartsWith(above, StringComparison.OrdinalIgnoreCase) && (path.Length == above.Length || path[above.Length] == ':');
}
