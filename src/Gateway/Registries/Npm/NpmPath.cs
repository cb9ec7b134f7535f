namespace Gateway.Registries.Npm;

/// <summary>
/// The segments of an npm path, read one after the other. A package name takes one segment, or two where the slash of its scope is sent
/// as it is; <c>%2f</c>, <c>%2F</c> and <c>%40</c> are gone by then.
/// </summary>
/// <param name="segments">The unescaped segments; an empty last one (a trailing slash) does not count.</param>
internal ref struct NpmPath(string[] segments)
{
    private readonly ReadOnlySpan<string> _segments = segments[^1].Length == 0 ? segments.AsSpan(..^1) : segments;
    private int _next;

    /// <summary>How many segments are left.</summary>
    public readonly int Left => _segments.Length - _next;

    /// <summary>The next segment without taking it; empty at the end.</summary>
    public readonly string Peek => Left > 0 ? _segments[_next] : "";

    /// <summary>Takes the next segment; empty at the end.</summary>
    public string Take() => Left > 0 ? _segments[_next++] : "";

    /// <summary>
    /// Takes a package name, or <c>@scope/rest</c> where something follows the name in the same segment. Null at the end or after a lone
    /// scope.
    /// </summary>
    public string? TakeName()
    {
        var first = Take();
        if (!first.StartsWith('@') || first.Contains('/', StringComparison.Ordinal))
        {
            return first.Length == 0 ? null : first;
        }

        return Left > 0 ? $"{first}/{Take()}" : null;
    }

    /// <summary>
    /// Whether a segment holds an escaped slash anywhere but between a scope and a name: one server would see <c>a%2fb</c> as one name
    /// and another as two segments, and a private name could hide behind that.
    /// </summary>
    public readonly bool HidesSeparator()
    {
        foreach (var segment in _segments)
        {
            var slash = segment.IndexOf('/', StringComparison.Ordinal);
            if (slash >= 0 && (segment[0] != '@' || slash == 1 || slash == segment.Length - 1 || segment.IndexOf('/', slash + 1) >= 0))
            {
                return true;
            }
        }

        return false;
    }
}
