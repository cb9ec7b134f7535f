using System.CommandLine;
using Gateway.Configuration.Sources;

namespace Gateway.Cli;

/// <summary>
/// The arguments that say which configuration is meant, the same for every command that reads one:
/// <c>--config FILE</c>, <c>--urls</c>, <c>--environment</c>, and any setting as <c>--Section:Key=value</c>.
/// </summary>
internal sealed class ConfigurationArguments
{
    private readonly Option<string[]> _files = new("--config")
    {
        Description = "A file of settings, read instead of the shipped appsettings; can be given more than once, the later wins.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _urls = new("--urls")
    {
        Description = "Where to listen, separated by semicolons, such as http://*:8080;https://*:8443.",
        HelpName = "URLS",
    };

    private readonly Option<string?> _environment = new("--environment")
    {
        Description = "The host environment, which chooses appsettings.{NAME}.json (Production unless DOTNET_ENVIRONMENT says otherwise).",
        HelpName = "NAME",
    };

    private ConfigurationArguments()
    {
    }

    /// <summary>Gives a command these arguments.</summary>
    public static ConfigurationArguments AddTo(Command command)
    {
        var arguments = new ConfigurationArguments();
        command.Options.Add(arguments._files);
        command.Options.Add(arguments._urls);
        command.Options.Add(arguments._environment);
        command.TreatUnmatchedTokensAsErrors = false;
        return arguments;
    }

    /// <summary>The sources that the arguments name.</summary>
    /// <exception cref="UsageException">An argument is neither an option nor a setting.</exception>
    public ConfigurationSources SourcesOf(ParseResult result)
    {
        var settings = SettingsOf(result.UnmatchedTokens, result.CommandResult.Command);
        AddHostSetting(settings, "urls", result.GetValue(_urls));
        AddHostSetting(settings, "environment", result.GetValue(_environment));
        return ConfigurationSources.Create(result.GetValue(_files) ?? [], settings);
    }

    // --Section:Key=value, or --Section:Key value as ASP.NET Core takes it too. Everything else would be ignored, so it is refused.
    private static List<string> SettingsOf(IReadOnlyList<string> tokens, Command command)
    {
        var settings = new List<string>();
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            var equals = token.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? token : token[..equals];
            if (!key.StartsWith("--", StringComparison.Ordinal) || !key.Contains(':', StringComparison.Ordinal))
            {
                throw new UsageException(UnknownArgument.Describe(token, command));
            }

            if (equals >= 0)
            {
                settings.Add(token);
            }
            else if (i + 1 < tokens.Count && !tokens[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                settings.Add($"{key}={tokens[++i]}");
            }
            else
            {
                throw new UsageException($"'{key}' has no value; write {key}=VALUE.");
            }
        }

        return settings;
    }

    private static void AddHostSetting(List<string> settings, string key, string? value)
    {
        if (value is not null)
        {
            settings.Add($"--{key}={value}");
        }
    }
}
