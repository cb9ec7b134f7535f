using System.Security.Authentication;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Gateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Admin;

/// <summary>
/// The configuration in force, defaults included, as <c>GET /api/config</c> shows it: secrets masked, and otherwise in the form of a
/// settings file, so that it can be compared with one and checked as one.
/// </summary>
internal static class ConfigurationView
{
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new ProtocolsConverter(), new JsonStringEnumConverter(), new SizeConverter() },
    };

    /// <summary>Sections that are not the gateway's own and are read at a start only.</summary>
    private static readonly string[] OfThePlatform = ["Urls", "Kestrel", "Logging"];

    /// <summary>Makes the view.</summary>
    /// <param name="loaded">What is in force.</param>
    /// <param name="platform">The process's configuration, for the sections of the platform.</param>
    public static JsonObject Of(LoadedConfiguration loaded, IConfiguration platform)
    {
        var view = new JsonObject
        {
            [GatewayOptions.Section] = JsonSerializer.SerializeToNode(loaded.Options, Form),
            ["ReverseProxy"] = new JsonObject
            {
                ["Clusters"] = ById(loaded.Clusters.Values, nameof(ClusterConfig.ClusterId)),
                ["Routes"] = ById(loaded.Routes, nameof(RouteConfig.RouteId)),
            },
        };
        foreach (var section in OfThePlatform.Select(platform.GetSection).Where(section => section.Exists()))
        {
            view[section.Key] = NodeOf(section);
        }

        SecretMask.Apply(view);
        return view;
    }

    /// <summary>The view as text.</summary>
    public static string TextOf(LoadedConfiguration loaded, IConfiguration platform) => Of(loaded, platform).ToJsonString(Form);

    /// <summary>As they are written in a settings file: by id, which is no setting of theirs.</summary>
    private static JsonObject ById<T>(IEnumerable<T> items, string idName)
    {
        var section = new JsonObject();
        foreach (var item in items)
        {
            var node = JsonSerializer.SerializeToNode(item, Form)!.AsObject();
            var id = node[idName]!.GetValue<string>();
            node.Remove(idName);
            section[id] = node;
        }

        return section;
    }

    private static JsonNode? NodeOf(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        if (children.Count == 0)
        {
            return section.Value is null ? null : JsonValue.Create(section.Value);
        }

        var node = new JsonObject();
        foreach (var child in children)
        {
            node[child.Key] = NodeOf(child);
        }

        return node;
    }

    /// <summary>The one value of several words that YARP has: a list, as it is written.</summary>
    private sealed class ProtocolsConverter : JsonConverter<SslProtocols>
    {
        public override SslProtocols Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("The view is only written.");

        public override void Write(Utf8JsonWriter writer, SslProtocols value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.ToString().Split(", "), options);
    }

    private sealed class SizeConverter : JsonConverter<ByteSize>
    {
        public override ByteSize Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("The view is only written.");

        public override void Write(Utf8JsonWriter writer, ByteSize value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
