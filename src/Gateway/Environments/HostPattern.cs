namespace Gateway.Environments;

/// <summary>One entry of an environment's <c>Hosts</c>: an exact name or <c>*.suffix</c>, on any port or on one.</summary>
/// <param name="Name">The name, or the suffix without <c>*.</c>, in normal form.</param>
/// <param name="IsSuffix">Whether it stands for every name below it, at any depth.</param>
/// <param name="Port">The only port it matches, or null for any.</param>
internal sealed record HostPattern(string Name, bool IsSuffix, int? Port)
{
    /// <summary>Reads the written form.</summary>
    /// <param name="text">As it stands in the configuration.</param>
    /// <param name="pattern">The pattern, when true is returned.</param>
    /// <param name="fault">What is wrong with the text and what it must be, when false is returned.</param>
    public static bool TryParse(string text, out HostPattern? pattern, out string? fault)
    {
        pattern = null;
        fault = null;
        if (!HostName.TrySplitPort(text.AsSpan().Trim(), out var host, out var port))
        {
            fault = $"'{text}' has a port that is not a number from 1 to 65535.";
            return false;
        }

        var isSuffix = host.StartsWith("*.");
        var name = HostName.Normalise(isSuffix ? host[2..] : host);
        if (name is null)
        {
            fault = $"'{text}' is not a host; write a name (modules.example.com), a suffix (*.example.com), or either with a port "
                + $"(localhost:8080).";
            return false;
        }

        pattern = new HostPattern(name, isSuffix, port);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{(IsSuffix ? "*." : "")}{Name}{(Port is null ? "" : $":{Port}")}";
}
