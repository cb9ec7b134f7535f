using Gateway.HttpCache.Policy.Grammar;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCache.Policy;

/// <summary>What a request's <c>Cache-Control</c> (RFC 9111 §5.2.1), or in its absence <c>Pragma</c> (§5.4), asks of a cache.</summary>
public sealed record RequestDirectives
{
    /// <summary>Nothing asked.</summary>
    public static RequestDirectives None { get; } = new();

    /// <summary><c>no-cache</c>: no answer without a successful validation.</summary>
    public bool NoCache { get; init; }

    /// <summary><c>Pragma: no-cache</c> without any <c>Cache-Control</c>: the same as <see cref="NoCache"/>.</summary>
    public bool PragmaNoCache { get; init; }

    /// <summary><c>no-store</c>: neither the request nor its response may be stored.</summary>
    public bool NoStore { get; init; }

    /// <summary><c>only-if-cached</c>: an answer from the cache or 504.</summary>
    public bool OnlyIfCached { get; init; }

    /// <summary><c>max-age</c> in seconds; zero when it is invalid, since the client wanted something not old.</summary>
    public long? MaxAge { get; init; }

    /// <summary><c>min-fresh</c> in seconds; null when absent or invalid.</summary>
    public long? MinFresh { get; init; }

    /// <summary>
    /// <c>max-stale</c> in seconds, <see cref="long.MaxValue"/> when it came without a number; null when absent or invalid.
    /// </summary>
    public long? MaxStale { get; init; }

    /// <summary><c>stale-if-error</c> (RFC 5861 §4) in seconds; null when absent or invalid.</summary>
    public long? StaleIfError { get; init; }

    /// <summary>Reads the directives of a request.</summary>
    /// <param name="fields">Its fields.</param>
    public static RequestDirectives Read(IFieldSource fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var values = fields[FieldNames.CacheControl];
        if (values.Count > 0)
        {
            return ReadCacheControl(values);
        }

        var pragma = fields[FieldNames.Pragma];
        return pragma.Count > 0 && HasNoCache(pragma) ? new RequestDirectives { PragmaNoCache = true } : None;
    }

    private static RequestDirectives ReadCacheControl(StringValues values)
    {
        var directives = None;
        foreach (var line in values)
        {
            foreach (var member in new ListMembers(line))
            {
                directives = Apply(directives, Directive.Parse(member));
            }
        }

        return directives;
    }

    private static RequestDirectives Apply(RequestDirectives directives, Directive directive) => directive switch
    {
        _ when directive.Is("no-cache") => directives with { NoCache = true },
        _ when directive.Is("no-store") => directives with { NoStore = true },
        _ when directive.Is("only-if-cached") => directives with { OnlyIfCached = true },
        _ when directive.Is("max-age") => directives with { MaxAge = directives.MaxAge ?? directive.Seconds() ?? 0 },
        _ when directive.Is("min-fresh") => directives with { MinFresh = directives.MinFresh ?? directive.Seconds() },
        _ when directive.Is("max-stale") => directives with { MaxStale = directives.MaxStale ?? MaxStaleOf(directive) },
        _ when directive.Is("stale-if-error") => directives with { StaleIfError = directives.StaleIfError ?? directive.Seconds() },
        _ => directives,
    };

    private static long? MaxStaleOf(Directive directive) =>
        directive is { HasArgument: false, WellFormed: true } ? long.MaxValue : directive.Seconds();

    private static bool HasNoCache(StringValues pragma)
    {
        foreach (var line in pragma)
        {
            foreach (var member in new ListMembers(line))
            {
                if (Directive.Parse(member).Is("no-cache"))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
