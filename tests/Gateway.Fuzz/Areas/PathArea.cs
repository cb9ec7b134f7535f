using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Registries;

namespace Gateway.Fuzz.Areas;

/// <summary>
/// What a path means to a registry: the canonical form means the same again, and two targets that share it, and so an entry of the cache,
/// are spellings of one path.
/// </summary>
internal sealed class PathArea : IFuzzArea
{
    /// <summary>As many as a run of ten minutes meets without filling the memory.</summary>
    private const int MostRemembered = 500_000;

    private static readonly RepositoryFormat[] Formats = Enum.GetValues<RepositoryFormat>();

    private readonly Dictionary<(RepositoryFormat Format, string Canonical), string> _meant = [];

    public string Name => "path";

    public IReadOnlyList<string> Seeds { get; } =
    [
        "/@corp%2fapp", "/@corp/app", "/left-pad/-/left-pad-1.0.0.tgz", "/@corp/app/-/app-1.0.0.tgz", "/-/v1/search?text=x",
        "/-/package/@corp%2fapp/dist-tags/latest", "/-/npm/v1/security/advisories/bulk", "/corp.example/m/@v/list",
        "/corp.example/!upper/@v/v1.0.0.zip", "/sumdb/sum.example/lookup/corp.example/m@v1.0.0", "/sumdb/sum.example/tile/8/0/001.p/1",
        "/corp.example/m/@latest", "/v3/index.json", "/v3/registration/json.net/index.json", "/v3-flatcontainer/a/1.0.0/a.1.0.0.nupkg",
        "/download/@corp/app/1.0.0/abc", "/account;x.css", "/account%0a.css", "/account%23.css", "/account%3f.css", "/a//b",
    ];

    public IReadOnlyList<string> Pieces { get; } =
    [
        "/", "-", "@", "!", "%2f", "%2F", "%40", "%21", "%00", "%0a", "%23", "%3f", "%3b", "%252f", ";", ".css", ".tgz", "/-/", "/@v/",
        "list",
        ".info", ".zip", "v1.0.0", "?", "?write=true", "&", "@latest", "sumdb", "index.json", ".nupkg", "A", "%41", "//", ".", "%2e",
    ];

    public ValueTask<FuzzOutcome> TryAsync(string input)
    {
        // What the first stage refuses never gets here.
        if (!input.StartsWith('/') || RequestTarget.Read(input, out var target) is not null)
        {
            return new(new FuzzOutcome("refused"));
        }

        var signature = "";
        foreach (var format in Formats)
        {
            var meaning = RegistryFormats.Of(format).Interpret("GET", target.Value);
            signature += $"{meaning.Kind} {meaning.Fault} {meaning.CacheClass} {meaning.Version is null} ";
            var again = RegistryFormats.Of(format).Interpret("GET", meaning.CanonicalTarget);
            if (again with { Invalidates = meaning.Invalidates } != meaning)
            {
                return new(new FuzzOutcome(signature, $"{format}: the canonical form {meaning.CanonicalTarget} means something else"));
            }

            if (meaning.Kind != RequestKind.Invalid && SharedWithAnother(format, meaning.CanonicalTarget, target.Value) is { } other)
            {
                return new(new FuzzOutcome(signature, $"{format}: shares an entry with {Mutator.Shown(other)}"));
            }
        }

        return new(new FuzzOutcome(signature));
    }

    private string? SharedWithAnother(RepositoryFormat format, string canonical, string target)
    {
        var meant = Undone(format, target);
        if (_meant.TryGetValue((format, canonical), out var before))
        {
            return before == meant ? null : before;
        }

        if (_meant.Count < MostRemembered)
        {
            _meant.Add((format, canonical), meant);
        }

        return null;
    }

    /// <summary>The path with its escapes undone and the query as it is; NuGet's names have no case.</summary>
    private static string Undone(RepositoryFormat format, string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = PercentDecoding.Decode(query < 0 ? target : target[..query]);
        return (format == RepositoryFormat.NuGet ? path.ToLowerInvariant() : path) + (query < 0 ? "" : target[query..]);
    }
}
