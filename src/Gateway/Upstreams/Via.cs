using Microsoft.Extensions.Primitives;

namespace Gateway.Upstreams;

/// <summary>
/// The <c>Via</c> field (RFC 9110 §7.6.3), by which the gateway knows a request that comes back to it. Gateways in a chain
/// carry one name, so towards an upstream each adds a comment of its own; the response shows the name alone.
/// </summary>
/// <param name="instance">Tells this process from others in a chain: letters and digits.</param>
internal sealed class Via(string instance)
{
    /// <summary>The field's name.</summary>
    public const string Field = "Via";

    /// <summary>What a response carries.</summary>
    public const string ResponseEntry = "1.1 gateway";

    private const string Pseudonym = "gateway";

    /// <summary>
    /// How many gateways a request may pass. A chain of three is deep; ten that are not this one are a loop with a stranger in it.
    /// </summary>
    private const int MostGateways = 10;

    private readonly string _comment = $"({instance})";
    private readonly string _entry10 = $"1.0 {Pseudonym} ({instance})";
    private readonly string _entry11 = $"1.1 {Pseudonym} ({instance})";
    private readonly string _entry2 = $"2 {Pseudonym} ({instance})";
    private readonly string _entry3 = $"3 {Pseudonym} ({instance})";

    /// <summary>The entry that this gateway adds towards an upstream.</summary>
    /// <param name="protocol">The version in which the request arrived, such as <c>HTTP/1.1</c> or <c>HTTP/2</c>.</param>
    public string EntryFor(string protocol) => protocol switch
    {
        "HTTP/1.1" => _entry11,
        "HTTP/2" => _entry2,
        "HTTP/3" => _entry3,
        _ => _entry10,
    };

    /// <summary>
    /// Whether the request has been here: an entry with this instance's comment, or one of a gateway without a comment,
    /// which can only be one that was stripped on the way and might be ours.
    /// </summary>
    public bool IsLoop(StringValues field)
    {
        var gateways = 0;
        foreach (var line in field)
        {
            foreach (var entry in (line ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                var parts = entry.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (parts.Length < 2 || !string.Equals(parts[1], Pseudonym, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                if (parts.Length == 2 || parts[2] == _comment || ++gateways > MostGateways)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
