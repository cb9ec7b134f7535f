using System.Collections.Immutable;

namespace Gateway.Configuration.Sources;

/// <summary>
/// Where the configuration comes from, the later winning over the earlier: files, environment variables (those with the prefixes of
/// the host, then all), the command line. The live configuration changes only after a reading without fault.
/// </summary>
internal sealed class ConfigurationSources
{
    private readonly ImmutableArray<(SettingsFile File, SettingsFileSource Live)> _files;
    private readonly string[] _arguments;
    private readonly Lock _gate = new();
    private ImmutableArray<string> _digests = [];

    private ConfigurationSources(IEnumerable<SettingsFile> files, IReadOnlyList<string> arguments, string hostEnvironment)
    {
        _files = [.. files.Select(file => (file, new SettingsFileSource()))];
        _arguments = [.. arguments];
        HostEnvironment = hostEnvironment;
    }

    /// <summary>The host's environment name, <c>Production</c> unless something says otherwise; no environment served.</summary>
    public string HostEnvironment { get; }

    /// <summary>The full paths of the files, in the order they are read; one that may be absent need not exist.</summary>
    public ImmutableArray<string> Files => [.. _files.Select(entry => entry.File.Path)];

    /// <summary>The sources of a start.</summary>
    /// <param name="named">The files given with <c>--config</c>, read instead of the shipped ones; none means those.</param>
    /// <param name="arguments">What the command line sets, as <c>--Section:Key=value</c>.</param>
    /// <param name="shipped">The folder of <c>appsettings.json</c>; the executable's own when null.</param>
    public static ConfigurationSources Create(IReadOnlyList<string> named, IReadOnlyList<string> arguments, string? shipped = null)
    {
        var host = new ConfigurationBuilder()
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddEnvironmentVariables("DOTNET_")
            .AddCommandLine([.. arguments])
            .Build();
        var hostEnvironment = host[HostDefaults.EnvironmentKey] is { Length: > 0 } name
            ? name
            : Microsoft.Extensions.Hosting.Environments.Production;
        var folder = shipped ?? AppContext.BaseDirectory;
        var files = named.Count > 0
            ? named.Select(file => new SettingsFile(Path.GetFullPath(file), file, IsRequired: true))
            : new[] { "appsettings.json", $"appsettings.{hostEnvironment}.json" }
                .Select(file => Path.Combine(folder, file))
                .Select(file => new SettingsFile(file, file, IsRequired: false));
        return new ConfigurationSources(files, arguments, hostEnvironment);
    }

    /// <summary>Reads the files as they are now and checks the whole. A reading without fault becomes the live configuration.</summary>
    /// <param name="reader">Checks it.</param>
    public ConfigurationReading Read(ConfigurationReader reader)
    {
        lock (_gate)
        {
            var contents = _files.Select(entry => entry.File.Read()).ToImmutableArray();
            _digests = [.. contents.Select(content => content.Digest)];

            // With half of the settings missing every other fault would be a consequence.
            ImmutableArray<ConfigurationFault> broken = [.. contents.OfType<SettingsFileContent.Broken>().Select(content => content.Fault)];
            if (!broken.IsEmpty)
            {
                return new ConfigurationReading.Faulty(broken);
            }

            ImmutableArray<SettingsFileContent.Readable> readable = [.. contents.Cast<SettingsFileContent.Readable>()];
            var reading = reader.Read(Candidate(readable), HostEnvironment);
            if (reading is ConfigurationReading.Valid)
            {
                GoLive(readable);
            }

            return reading;
        }
    }

    /// <summary>Whether a file holds something else than at the last <see cref="Read"/>.</summary>
    public bool HaveChanged()
    {
        lock (_gate)
        {
            return !_files.Select(entry => entry.File.Read().Digest).SequenceEqual(_digests, StringComparer.Ordinal);
        }
    }

    /// <summary>Adds the live configuration to a host's builder. It holds what the last reading without fault gave.</summary>
    /// <param name="builder">The builder, without sources of its own.</param>
    public void AddTo(IConfigurationBuilder builder)
    {
        foreach (var (_, live) in _files)
        {
            builder.Add(live);
        }

        AddOverrides(builder);
    }

    private IConfigurationRoot Candidate(ImmutableArray<SettingsFileContent.Readable> contents)
    {
        var builder = new ConfigurationBuilder();
        foreach (var content in contents)
        {
            builder.AddInMemoryCollection(content.Settings);
        }

        AddOverrides(builder);
        return builder.Build();
    }

    private void AddOverrides(IConfigurationBuilder builder) =>
        builder
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddEnvironmentVariables("DOTNET_")
            .AddEnvironmentVariables()
            .AddCommandLine(_arguments);

    // All files first, so that nobody who is told of the first sees the old content of the second.
    private void GoLive(ImmutableArray<SettingsFileContent.Readable> contents)
    {
        for (var i = 0; i < contents.Length; i++)
        {
            _files[i].Live.Take(contents[i].Settings);
        }

        foreach (var (_, live) in _files)
        {
            live.Announce();
        }
    }
}
