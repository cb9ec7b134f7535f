using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Configuration;

namespace Gateway.Admin;

/// <summary>Takes out of a configuration what nobody may read: by the name of the setting, and where any value may be a secret.</summary>
internal static partial class SecretMask
{
    /// <summary>What stands instead.</summary>
    public const string Masked = "***";

    /// <summary>Words in the name of a setting whose value is not shown. A hash is: a weak token can be guessed from it.</summary>
    private static readonly string[] SecretWords =
        ["password", "secret", "token", "credential", "apikey", "api-key", "hash", "authorization", "cookie", "privatekey"];

    /// <summary>A setting so called holds a path or a kind, not the secret, though a word of it sounds so.</summary>
    private static readonly string[] HarmlessEndings = ["file", "path", "scheme", "name"];

    /// <summary>The values of YARP's transforms of fields, which are a way to add a credential.</summary>
    private static readonly string[] TransformValues = ["Set", "Append"];

    /// <summary>Masks in place.</summary>
    public static void Apply(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject section:
                MaskObject(section);
                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    MaskItem(list[i], shown => list[i] = shown);
                }

                break;
        }
    }

    private static void MaskObject(JsonObject section)
    {
        var isTransform = section.Any(member => member.Key.EndsWith("Header", StringComparison.Ordinal));
        foreach (var (name, value) in section.ToList())
        {
            var mayBeSecret = IsSecret(name) || (isTransform && TransformValues.Contains(name, StringComparer.Ordinal));
            if (mayBeSecret && value is JsonValue scalar && !IsHarmless(name, scalar))
            {
                section[name] = Masked;
            }
            else
            {
                MaskItem(value, shown => section[name] = shown);
            }
        }
    }

    private static void MaskItem(JsonNode? value, Action<JsonNode> replace)
    {
        if (value is JsonValue scalar && scalar.TryGetValue<string>(out var text))
        {
            var shown = UserInformation().Replace(text, "${scheme}" + $"{Masked}@");
            if (shown != text)
            {
                replace(shown);
            }

            return;
        }

        Apply(value);
    }

    private static bool IsSecret(string name) =>
        SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
            && !HarmlessEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    // Whether a credential is passed on, and how long a token lasts, is what an operator reads this for.
    private static bool IsHarmless(string name, JsonValue value) =>
        value.GetValueKind() is JsonValueKind.True or JsonValueKind.False
        || (value.TryGetValue<string>(out var text)
            && (Duration().IsMatch(text) || (name == nameof(RepositoryCacheOptions.Authorization)
                && Enum.GetNames<SharedAuthorization>().Contains(text, StringComparer.Ordinal))));

    /// <summary>How a time span is written (its constant form).</summary>
    [GeneratedRegex(@"^(\d+\.)?\d\d:\d\d:\d\d(\.\d+)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Duration();

    /// <summary>User and password in a URL (RFC 3986 §3.2.1).</summary>
    [GeneratedRegex("(?<scheme>[a-z][a-z0-9+.-]*://)[^/@]*@", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex UserInformation();
}
