using System.Text.Json;
using Gateway.Caching;
using Gateway.HttpCache.Storage;

namespace Gateway.Admin;

/// <summary>The body of a purge.</summary>
/// <param name="Selection">What is purged.</param>
/// <param name="Mode">Soft unless the body says otherwise.</param>
internal sealed record PurgeOrder(CacheSelection Selection, PurgeMode Mode)
{
    private const string Forms = "send one of {\"url\"}, {\"environment\", \"repository\", \"prefix\"}, {\"tag\"} and {\"all\": true}";

    private static readonly string[] Members = ["url", "environment", "repository", "prefix", "tag", "all", "soft"];

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body, or null when it is not JSON.</param>
    /// <param name="order">The order, when null is returned.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Read(JsonDocument? body, out PurgeOrder? order)
    {
        order = null;
        if (OrderBody.Fault(body, Members) is { } fault)
        {
            return $"{fault}; {Forms}.";
        }

        var root = body!.RootElement;
        foreach (var name in Members[..5])
        {
            if (root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.String)
            {
                return $"'{name}' is {value.GetRawText()}; it must be a text.";
            }
        }

        foreach (var name in Members[5..])
        {
            if (root.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                return $"'{name}' is {value.GetRawText()}; it must be true or false.";
            }
        }

        if (SelectionOf(root) is not { } selection)
        {
            return $"The body does not say what is to be purged, or says more than one thing; {Forms}.";
        }

        var soft = !root.TryGetProperty("soft", out var said) || said.GetBoolean();
        order = new PurgeOrder(selection, soft ? PurgeMode.Soft : PurgeMode.Hard);
        return null;
    }

    private static CacheSelection? SelectionOf(JsonElement root)
    {
        var (url, tag) = (Text(root, "url"), Text(root, "tag"));
        var (environment, repository, prefix) = (Text(root, "environment"), Text(root, "repository"), Text(root, "prefix"));
        var all = root.TryGetProperty("all", out var said) && said.GetBoolean();
        var below = environment is not null || repository is not null || prefix is not null;
        return (url, tag, below, all) switch
        {
            ({ Length: > 0 }, null, false, false) => new CacheSelection.OfUrl(url),
            (null, { Length: > 0 }, false, false) => new CacheSelection.OfTag(tag),
            (null, null, true, false) => new CacheSelection.OfPrefix(environment, repository, prefix ?? ""),
            (null, null, false, true) => new CacheSelection.All(),
            _ => null,
        };
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
}

/// <summary>The body of a warming.</summary>
internal static class WarmOrder
{
    /// <summary>How many URLs one order may have: the client waits for all of them.</summary>
    private const int MostUrls = 1000;

    private const string Form = "send {\"urls\": [\"http://...\"]}";

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body, or null when it is not JSON.</param>
    /// <param name="urls">The URLs, when null is returned.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Read(JsonDocument? body, out IReadOnlyList<string> urls)
    {
        urls = [];
        if (OrderBody.Fault(body, ["urls"]) is { } fault)
        {
            return $"{fault}; {Form}.";
        }

        if (!body!.RootElement.TryGetProperty("urls", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return $"'urls' is missing or no list; {Form}.";
        }

        foreach (var odd in list.EnumerateArray().Where(url => url.ValueKind != JsonValueKind.String))
        {
            return $"'urls' has the member {odd.GetRawText()}; each must be a text; {Form}.";
        }

        if (list.GetArrayLength() is 0 or > MostUrls)
        {
            return $"'urls' has {list.GetArrayLength()} members; it must have 1 to {MostUrls}.";
        }

        urls = [.. list.EnumerateArray().Select(url => url.GetString()!)];
        return null;
    }
}

/// <summary>What every body must be.</summary>
internal static class OrderBody
{
    /// <summary>What keeps a body from being an object of known members, or null.</summary>
    public static string? Fault(JsonDocument? body, string[] members)
    {
        if (body is null)
        {
            return "The body is not JSON";
        }

        if (body.RootElement.ValueKind != JsonValueKind.Object)
        {
            return "The body is not a JSON object";
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in body.RootElement.EnumerateObject())
        {
            if (!members.Contains(member.Name, StringComparer.Ordinal))
            {
                return $"The body has the unknown member '{member.Name}'";
            }

            if (!seen.Add(member.Name))
            {
                return $"The body has the member '{member.Name}' twice";
            }
        }

        return null;
    }
}
