namespace Gateway.Configuration;

/// <summary>The admin listener.</summary>
internal sealed class AdminOptions
{
    /// <summary>Where it listens: an http URL of a loopback address; an empty text turns it off.</summary>
    public string Url { get; set; } = "http://127.0.0.1:9900";
}
