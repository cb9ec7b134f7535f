using System.ComponentModel.DataAnnotations;

namespace Gateway.Configuration;

/// <summary>Connections of clients, before anybody knows which environment they are for.</summary>
internal sealed class ConnectionOptions
{
    /// <summary>
    /// How many connections one address (one /64 of IPv6) may have open at once: 1 to 1,000,000; null for any number. Trusted proxies,
    /// behind which many clients are, may have any number.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? MaxPerAddress { get; set; }
}
