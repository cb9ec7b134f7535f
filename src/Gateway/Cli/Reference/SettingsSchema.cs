using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Configuration;
using Gateway.Configuration.Form;

namespace Gateway.Cli.Reference;

/// <summary>
/// The JSON schema of a settings file, for editors (draft 7, the one that all of them know). It is the strict reader's own view of the
/// options, so that what an editor accepts a start accepts too; only letter case, which a start does not mind, is stricter here.
/// </summary>
internal static class SettingsSchema
{
    private const string Size = @"^\s*[0-9]+\s*([KkMmGgTt]i)?[Bb]?\s*$";
    private const string Duration = @"^([0-9]+\.)?([01]?[0-9]|2[0-3]):[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?$";

    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema as text.</summary>
    public static string Text(XmlDescriptions descriptions) => new JsonObject
    {
        ["$schema"] = "http://json-schema.org/draft-07/schema#",
        ["title"] = "Settings of the gateway",
        ["description"] = "docs/configuration.md explains each setting.",
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["$schema"] = new JsonObject { ["type"] = "string" },
            [GatewayOptions.Section] = Of(typeof(GatewayOptions), descriptions),
            [ReverseProxySection.Name] = Of(typeof(ReverseProxyForm), descriptions),
            ["Urls"] = Described("Where to listen, separated by semicolons, such as http://*:8080;https://*:8443.", "string"),
            ["Kestrel"] = Described("Kestrel's own settings: endpoints, limits, protocols.", "object"),
            ["Logging"] = Described("The levels of the process itself; lines about requests follow their environment's "
                + "LogLevel.", "object"),
            ["AllowedHosts"] = Described("ASP.NET Core's own; the gateway goes by its environments' Hosts.", "string"),
        },
    }.ToJsonString(Form) + "\n";

    private static JsonObject Described(string description, string type) => new() { ["description"] = description, ["type"] = type };

    private static JsonObject Of(Type declared, XmlDescriptions descriptions) => SettingType.Of(declared) switch
    {
        SettingType.Scalar => Scalar(declared),
        SettingType.Sequence sequence => new JsonObject { ["type"] = "array", ["items"] = Of(sequence.Element, descriptions) },
        SettingType.Map map => new JsonObject
        {
            ["type"] = "object",
            ["propertyNames"] = map.Key == typeof(int) ? new JsonObject { ["pattern"] = "^[0-9]+$" } : new JsonObject(),
            ["additionalProperties"] = Of(map.Element, descriptions),
        },
        SettingType.Section section => Section(Nullable.GetUnderlyingType(declared) ?? declared, section, descriptions),
        _ => throw new InvalidOperationException("A place of the configuration holds a value, a list, a map or a section."),
    };

    private static JsonObject Section(Type type, SettingType.Section section, XmlDescriptions descriptions)
    {
        var defaults = type.Assembly == typeof(SettingsSchema).Assembly ? Activator.CreateInstance(type) : null;
        var properties = new JsonObject();
        foreach (var property in section.Settings.Values)
        {
            var schema = Of(property.PropertyType, descriptions);
            if (descriptions.Of(property) is { Length: > 0 } description)
            {
                schema["description"] = description.Replace("`", "", StringComparison.Ordinal);
            }

            AddRange(schema, property);
            AddDefault(schema, property, defaults);
            properties[property.Name] = schema;
        }

        return new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
    }

    private static JsonObject Scalar(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type.IsEnum)
        {
            // Both spellings that documents use; a start takes any.
            var words = Enum.GetNames(type).SelectMany(name => new[] { name, name.ToLowerInvariant() }).Distinct(StringComparer.Ordinal);
            return new JsonObject { ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]) };
        }

        return type switch
        {
            _ when type == typeof(bool) => OrNull("boolean"),
            _ when type == typeof(int) || type == typeof(long) => OrNull("integer"),
            _ when type == typeof(double) => OrNull("number"),
            _ when type == typeof(TimeSpan) => With(OrNull("string"), "pattern", Duration),
            _ when type == typeof(ByteSize) => With(OrNull("string", "integer"), "pattern", Size),
            _ => OrNull("string"),
        };
    }

    // null means "not said" everywhere (docs/configuration.md).
    private static JsonObject OrNull(params ReadOnlySpan<string> types)
    {
        var list = new JsonArray();
        foreach (var type in types)
        {
            list.Add((JsonNode)type);
        }

        list.Add((JsonNode)"null");
        return new JsonObject { ["type"] = list };
    }

    private static JsonObject With(JsonObject schema, string name, string value)
    {
        schema[name] = value;
        return schema;
    }

    private static void AddRange(JsonObject schema, PropertyInfo property)
    {
        if (Setting.RangeOf(property) is not { } range)
        {
            return;
        }

        if (double.TryParse(range.Least, CultureInfo.InvariantCulture, out var least)
            && double.TryParse(range.Most, CultureInfo.InvariantCulture, out var most))
        {
            schema["minimum"] = least;
            schema["maximum"] = most;
        }
        else
        {
            schema["description"] = $"{schema["description"]} From {range.Least} to {range.Most}.";
        }
    }

    private static void AddDefault(JsonObject schema, PropertyInfo property, object? defaults)
    {
        if (defaults is null || SettingType.Of(property.PropertyType) is not SettingType.Scalar)
        {
            return;
        }

        JsonNode? value = property.GetValue(defaults) switch
        {
            null or "" => null,
            bool flag => flag,
            int number => number,
            long number => number,
            double number => number,
            var other => Setting.Written(other),
        };
        if (value is not null)
        {
            schema["default"] = value;
        }
    }
}
