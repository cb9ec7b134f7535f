using System.Collections.Immutable;
using Gateway.HttpCache.Policy.Grammar;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCache.Policy;

/// <summary>Reads <c>Cache-Control</c> (RFC 9111 §5.2), leniently where that forbids and strictly where it permits.</summary>
internal static class CacheControlField
{
    /// <summary>The directives of a response.</summary>
    internal static ResponseDirectives ReadResponse(StringValues values)
    {
        var directives = new ResponseDirectives();
        foreach (var line in values)
        {
            foreach (var member in new ListMembers(line))
            {
                directives = Apply(directives, Directive.Parse(member));
            }
        }

        return directives;
    }

    /// <summary>The flag that a directive's name stands for.</summary>
    internal static ResponseFlags FlagOf(ReadOnlySpan<char> name) => name switch
    {
        _ when Is(name, "no-store") => ResponseFlags.NoStore,
        _ when Is(name, "no-cache") => ResponseFlags.NoCache,
        _ when Is(name, "private") => ResponseFlags.Private,
        _ when Is(name, "public") => ResponseFlags.Public,
        _ when Is(name, "must-revalidate") => ResponseFlags.MustRevalidate,
        _ when Is(name, "proxy-revalidate") => ResponseFlags.ProxyRevalidate,
        _ when Is(name, "must-understand") => ResponseFlags.MustUnderstand,
        _ when Is(name, "no-transform") => ResponseFlags.NoTransform,
        _ when Is(name, "immutable") => ResponseFlags.Immutable,
        _ => ResponseFlags.None,
    };

    /// <summary>
    /// The field names of a qualified <c>private</c> or <c>no-cache</c>; empty when there is none that could be a field name.
    /// </summary>
    internal static ImmutableArray<string> FieldNamesOf(ReadOnlySpan<char> argument)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var name in new ListMembers(argument))
        {
            if (!FieldText.IsToken(name))
            {
                return [];
            }

            names.Add(name.ToString());
        }

        return names.ToImmutable();
    }

    private static ResponseDirectives Apply(ResponseDirectives directives, Directive directive)
    {
        var flag = FlagOf(directive.Name);
        return flag switch
        {
            ResponseFlags.None => ApplySeconds(directives, directive),
            ResponseFlags.NoCache or ResponseFlags.Private => ApplyQualified(directives, directive, flag),
            // These two permit, so a malformed one says nothing.
            ResponseFlags.Public or ResponseFlags.Immutable when !directive.WellFormed => directives,
            _ => directives with { Flags = directives.Flags | flag },
        };
    }

    private static ResponseDirectives ApplyQualified(ResponseDirectives directives, Directive directive, ResponseFlags flag)
    {
        var names = directive.WellFormed && directive.HasArgument ? FieldNamesOf(directive.Argument) : [];
        return names.IsEmpty
            ? directives with { Flags = directives.Flags | flag }
            : directives with { WithheldFields = directives.WithheldFields.AddRange(names) };
    }

    private static ResponseDirectives ApplySeconds(ResponseDirectives directives, Directive directive) => directive switch
    {
        _ when directive.Is("max-age") => directives with { MaxAge = directives.MaxAge.Or(directive.Seconds()) },
        _ when directive.Is("s-maxage") => directives with { SharedMaxAge = directives.SharedMaxAge.Or(directive.Seconds()) },
        _ when directive.Is("stale-while-revalidate") =>
            directives with { StaleWhileRevalidate = directives.StaleWhileRevalidate ?? directive.Seconds() ?? 0 },
        _ when directive.Is("stale-if-error") =>
            directives with { StaleIfError = directives.StaleIfError ?? directive.Seconds() ?? 0 },
        _ => directives,
    };

    private static bool Is(ReadOnlySpan<char> name, string directive) => name.Equals(directive, StringComparison.OrdinalIgnoreCase);
}
