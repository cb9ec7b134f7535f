namespace Gateway.Configuration;

/// <summary>One thing that is wrong with the configuration.</summary>
/// <param name="Path">The configuration path, parts joined with colons, such as <c>Gateway:Environments:dev:Hosts:0</c>.</param>
/// <param name="Message">What is wrong with the value, what it must be, what to do. One sentence or two, with the value in it.</param>
internal sealed record ConfigurationFault(string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message}";
}
