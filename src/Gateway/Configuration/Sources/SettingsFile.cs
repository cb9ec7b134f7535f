using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Configuration.Json;

namespace Gateway.Configuration.Sources;

/// <summary>One file of settings.</summary>
/// <param name="Path">The full path.</param>
/// <param name="ShownName">How a fault names it: as the user did.</param>
/// <param name="IsRequired">Whether its absence is a fault.</param>
internal sealed record SettingsFile(string Path, string ShownName, bool IsRequired)
{
    /// <summary>Reads the file as it is now.</summary>
    public SettingsFileContent Read()
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(Path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return IsRequired
                ? Broken("absent", "There is no such file; check the path given with --config.")
                : new SettingsFileContent.Readable("absent", ImmutableDictionary<string, string?>.Empty);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Broken("unreadable", Directory.Exists(Path)
                ? "This is a folder; name a file in it."
                : "The file cannot be read; let the account that runs the gateway read it.");
        }

        var digest = Convert.ToHexString(SHA256.HashData(bytes));
        try
        {
            using var stream = new MemoryStream(bytes);
            return new SettingsFileContent.Readable(digest, ParsedJson.Of(stream));
        }
        catch (JsonException exception)
        {
            var place = $"line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}";
            return Broken(digest, $"The file is not JSON: {place}: {Reason(exception)}");
        }
        catch (FormatException exception)
        {
            return Broken(digest, $"The file is not a tree of settings: {exception.Message}");
        }
    }

    private SettingsFileContent.Broken Broken(string digest, string message) => new(digest, new ConfigurationFault(ShownName, message));

    // The parser's text repeats the place, and for a bare word the word, which could be a secret whose quotes were forgotten.
    private static string Reason(JsonException exception)
    {
        var place = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var reason = place < 0 ? exception.Message : exception.Message[..place];
        return reason.Contains("invalid JSON literal", StringComparison.Ordinal)
            ? "A bare word is no value; texts stand in double quotes."
            : reason;
    }

    /// <summary>The platform's own parser of JSON settings; it shows its result to heirs only.</summary>
    private sealed class ParsedJson(JsonStreamConfigurationSource source) : JsonStreamConfigurationProvider(source)
    {
        /// <summary>Parses a stream.</summary>
        public static Dictionary<string, string?> Of(Stream stream)
        {
            var parsed = new ParsedJson(new JsonStreamConfigurationSource { Stream = stream });
            parsed.Load();
            return new Dictionary<string, string?>(parsed.Data, StringComparer.OrdinalIgnoreCase);
        }
    }
}

/// <summary>What a file of settings held when it was read. Closed: one of the nested records.</summary>
/// <param name="Digest">Tells one content from another.</param>
internal abstract record SettingsFileContent(string Digest)
{
    /// <summary>Settings; none when the file is absent and may be.</summary>
    /// <param name="Digest">Tells one content from another.</param>
    /// <param name="Settings">The values by path.</param>
    public sealed record Readable(string Digest, IReadOnlyDictionary<string, string?> Settings) : SettingsFileContent(Digest);

    /// <summary>Nothing that can be read.</summary>
    /// <param name="Digest">Tells one content from another.</param>
    /// <param name="Fault">What is wrong, by the file's name.</param>
    public sealed record Broken(string Digest, ConfigurationFault Fault) : SettingsFileContent(Digest);
}
