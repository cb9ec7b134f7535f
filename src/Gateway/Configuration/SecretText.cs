namespace Gateway.Configuration;

/// <summary>
/// A credential, as its file or environment variable holds it at this moment. No reason repeats what was written: it may be the secret
/// itself, put into the wrong place. Closed: one of the nested records.
/// </summary>
internal abstract record SecretText
{
    private SecretText()
    {
    }

    /// <summary>There is one.</summary>
    /// <param name="Text">The credential, without the white space around it.</param>
    public sealed record Loaded(string Text) : SecretText;

    /// <summary>There is none that can be used.</summary>
    /// <param name="Setting">The setting that is to blame.</param>
    /// <param name="Reason">Why, and what to do.</param>
    public sealed record Unusable(string Setting, string Reason) : SecretText;

    /// <summary>Reads it.</summary>
    /// <param name="options">Where it is.</param>
    public static SecretText Read(UpstreamAuthorizationOptions options) => (options.SecretFile, options.SecretVariable) switch
    {
        ("", "") => new Unusable(
            nameof(options.SecretFile),
            "No file is named; write the path of a file that holds the credential and nothing else, or the name of an environment "
            + "variable that does as SecretVariable."),
        (_, "") => FromFile(options.SecretFile),
        ("", _) => FromVariable(options.SecretVariable),
        _ => new Unusable(nameof(options.SecretVariable), "A SecretFile is named, too; leave one of the two out."),
    };

    private static SecretText FromFile(string file)
    {
        const string Setting = nameof(UpstreamAuthorizationOptions.SecretFile);
        try
        {
            return Of(Setting, "file", File.ReadAllText(file));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new Unusable(
                Setting,
                "There is no file of the name written here (not shown, in case it is the secret itself); "
                + "write the path of the file that holds it.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Unusable(Setting, "The file named here cannot be read; let the account that runs the gateway read it.");
        }
    }

    private static SecretText FromVariable(string variable)
    {
        const string Setting = nameof(UpstreamAuthorizationOptions.SecretVariable);
        return System.Environment.GetEnvironmentVariable(variable) is { } text
            ? Of(Setting, "environment variable", text)
            : new Unusable(
                Setting,
                "There is no environment variable of the name written here (not shown, in case it is the secret itself); "
                + "write the name of the one that holds it.");
    }

    private static SecretText Of(string setting, string what, string text)
    {
        var secret = text.Trim();
        return secret switch
        {
            "" => new Unusable(setting, $"The {what} named here is empty; it must hold the credential."),

            // In a field of HTTP it would end the line (RFC 9110 §5.5).
            _ when secret.Any(char.IsControl) => new Unusable(
                setting,
                $"The {what} named here has more than one line, or control characters; it must hold the credential and nothing else."),
            _ => new Loaded(secret),
        };
    }
}
