namespace Gateway.Configuration.Sources;

/// <summary>
/// The live settings of one file. It is given what has been found without fault, and keeps it until it is given something else:
/// the platform's own file provider empties itself when a reload meets broken JSON.
/// </summary>
internal sealed class SettingsFileSource : ConfigurationProvider, IConfigurationSource
{
    /// <summary>Takes the settings without telling anyone yet.</summary>
    /// <param name="settings">The values by path.</param>
    public void Take(IReadOnlyDictionary<string, string?> settings) =>
        Data = new Dictionary<string, string?>(settings, StringComparer.OrdinalIgnoreCase);

    /// <summary>Tells the readers of the configuration that it has changed.</summary>
    public void Announce() => OnReload();

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
}
