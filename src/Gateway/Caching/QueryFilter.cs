using System.Collections.Immutable;

namespace Gateway.Caching;

/// <summary>Leaves query parameters out of a cache key, where the configuration says that they do not count.</summary>
internal static class QueryFilter
{
    /// <summary>
    /// The target without the ignored parameters. All else stays byte for byte and in its order; what is left is never equal to a target
    /// whose other parameters differ.
    /// </summary>
    /// <param name="target">Path and query.</param>
    /// <param name="ignored">Parameter names; <c>*</c> at the end stands for any rest.</param>
    public static string Without(string target, ImmutableArray<string> ignored)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        if (query < 0)
        {
            return target;
        }

        var kept = target[(query + 1)..].Split('&').Where(parameter => !IsIgnored(parameter, ignored)).ToList();
        return kept.Count == 0 ? target[..query] : string.Concat(target.AsSpan(0, query + 1), string.Join('&', kept));
    }

    private static bool IsIgnored(string parameter, ImmutableArray<string> ignored)
    {
        var name = parameter.AsSpan(0, parameter.IndexOf('=', StringComparison.Ordinal) is var end && end < 0 ? parameter.Length : end);
        foreach (var pattern in ignored)
        {
            if (pattern.EndsWith('*') ? name.StartsWith(pattern.AsSpan(0, pattern.Length - 1)) : name.SequenceEqual(pattern))
            {
                return true;
            }
        }

        return false;
    }
}
