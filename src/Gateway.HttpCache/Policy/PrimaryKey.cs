using System.Collections.Immutable;
using System.Text;

namespace Gateway.HttpCache.Policy;

/// <summary>Makes the primary key of a request (RFC 9111 §2).</summary>
public static class PrimaryKey
{
    /// <summary>The key of a request.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="authority">Scheme and authority as the client named them; letter case does not matter. Empty where it is not to
    /// count.</param>
    /// <param name="target">Path and query, byte for byte.</param>
    /// <param name="request">The request's fields, of which <see cref="CachePolicyOptions.KeyHeaders"/> names some.</param>
    /// <param name="options">What is configured.</param>
    public static CacheKey Of(
        string environment, string repository, string authority, string target, IFieldSource request, CachePolicyOptions options)
    {
        ArgumentNullException.ThrowIfNull(authority);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        return new CacheKey(
            environment,
            repository,
            authority.ToLowerInvariant(),
            options.IgnoreQuery.IsDefaultOrEmpty ? target : WithoutIgnored(target, options.IgnoreQuery),
            options.KeyHeaders.IsDefaultOrEmpty ? [] : ValuesOf(options.KeyHeaders, request));
    }

    private static ImmutableArray<string> ValuesOf(ImmutableArray<string> names, IFieldSource request)
    {
        var values = ImmutableArray.CreateBuilder<string>(names.Length);
        foreach (var name in names)
        {
            // "name" for an absent field and "name: " for an empty one are two keys.
            var value = FieldNormalization.Normalize(name, request[name]);
            values.Add(value is null ? name : $"{name}: {value}");
        }

        return values.MoveToImmutable();
    }

    // Whole parameters are left out; what stays keeps its order and every byte, so that no two different rests become one.
    private static string WithoutIgnored(string target, ImmutableArray<string> patterns)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        if (query < 0)
        {
            return target;
        }

        var kept = new StringBuilder(target, 0, query, target.Length);
        var separator = '?';
        foreach (var parameter in target[(query + 1)..].Split('&'))
        {
            if (!IsIgnored(parameter, patterns))
            {
                kept.Append(separator).Append(parameter);
                separator = '&';
            }
        }

        return kept.ToString();
    }

    private static bool IsIgnored(ReadOnlySpan<char> parameter, ImmutableArray<string> patterns)
    {
        var equals = parameter.IndexOf('=');
        var name = equals < 0 ? parameter : parameter[..equals];
        foreach (var pattern in patterns)
        {
            if (pattern.EndsWith('*') ? name.StartsWith(pattern.AsSpan(0, pattern.Length - 1)) : name.SequenceEqual(pattern))
            {
                return true;
            }
        }

        return false;
    }
}
