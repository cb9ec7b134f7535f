using Gateway.Environments;

namespace Gateway.Fuzz.Areas;

/// <summary>The request target: what is taken means one path to every server behind.</summary>
internal sealed class TargetArea : IFuzzArea
{
    public string Name => "target";

    public IReadOnlyList<string> Seeds { get; } =
    [
        "/", "/files/x", "/npm/@scope%2fname", "/a?b=c", "http://dev.example/a", "https://dev.example?x", "/a/..;/b", "/%2e%2e/", "*",
        "/a//b", "/a/%c0%ae%c0%ae/", "/a/%e0%80%ae/x", "/.well-known/x", "/a/...", "/%", "/a#b", "/a\\b",
    ];

    public IReadOnlyList<string> Pieces { get; } =
    [
        "/", "..", ".", "%2e", "%2E", "%2f", "%5c", "%3b", ";", "\\", "%00", "%25", "%c0%ae", "%c0%af", "%e0%80%af", "?", "#", "//", "://",
        "http://", "@", ":", "%", "%u002e", "%0d%0a", "\r\n", " ",
    ];

    public ValueTask<FuzzOutcome> TryAsync(string input)
    {
        if (RequestTarget.Read(input, out var target) is { } fault)
        {
            return new(new FuzzOutcome(fault));
        }

        var path = target.Path.ToString();
        var finding = !target.Value.StartsWith('/') ? "taken without a leading slash"
            : input.StartsWith('/') && target.Value != input ? "changed on the way"
            : RequestTarget.Read(target.Value, out var again) is not null || again != target ? "read again as another"
            : path.Contains('?', StringComparison.Ordinal) ? "a path with a question mark"
            : MeaningFault(PercentDecoding.Decode(path));
        var shape = string.Concat(path.Where(letter => letter is '/' or '%' or '.' or ';').Take(12));
        return new(new FuzzOutcome(shape, finding));
    }

    /// <summary>A dot segment to any server: slashes of both kinds, path parameters cut off, longer UTF-8 forms understood.</summary>
    private static string? MeaningFault(string octets) =>
        octets.Contains('\0', StringComparison.Ordinal) ? "a NUL was taken"
        : new[] { octets, PercentDecoding.DecodeCarelessly(octets) }
            .SelectMany(text => text.Split('/', '\\'))
            .Any(segment => segment.Split(';')[0] is "." or "..")
            ? "a dot segment was taken"
            : null;
}
