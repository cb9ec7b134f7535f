using System.Text;
using Gateway.Configuration;
using Gateway.Configuration.Rules;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Configuration;

/// <summary>Settings as JSON, read as the gateway reads them.</summary>
internal static class SettingsText
{
    /// <summary>A small configuration without fault; tests change one place of it.</summary>
    public const string Good = """
        {
          "Gateway": {
            "Environments": {
              "dev": { "Hosts": ["dev.example.com"], "SecurityPolicy": "open" },
              "prod": { "Hosts": ["example.com"], "LogLevel": "Warning" }
            },
            "Repositories": {
              "npm": { "Format": "npm", "Path": "/private-module/npm", "Upstreams": ["npm-{environment}"] },
              "go": { "Format": "go", "Path": "/private-module/go", "Upstreams": ["go-public"], "Environments": ["prod"] }
            }
          },
          "ReverseProxy": {
            "Clusters": {
              "npm-dev": { "Destinations": { "one": { "Address": "http://127.0.0.1:4873/" } } },
              "npm-prod": { "Destinations": { "one": { "Address": "http://127.0.0.1:4874/" } } },
              "go-public": { "Destinations": { "one": { "Address": "http://127.0.0.1:4875/" } } }
            }
          }
        }
        """;

    public static ConfigurationReading Read(string json, params string[] arguments)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var root = new ConfigurationBuilder().AddJsonStream(stream).AddCommandLine(arguments).Build();
        return new ConfigurationReader(ConfigurationRules.All).Read(root, "Production");
    }

    /// <summary>Reads the good settings with some of them replaced.</summary>
    public static ConfigurationReading ReadGoodWith(params string[] arguments) => Read(Good, arguments);

    public static IReadOnlyList<ConfigurationFault> FaultsOf(ConfigurationReading reading) =>
        reading is ConfigurationReading.Faulty faulty ? faulty.Faults : [];

    public static LoadedConfiguration LoadedFrom(ConfigurationReading reading) =>
        reading is ConfigurationReading.Valid valid
            ? valid.Configuration
            : throw new InvalidOperationException(string.Join('\n', FaultsOf(reading)));
}
