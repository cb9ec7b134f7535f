using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Cli;
using Gateway.Cli.Reference;
using Gateway.Configuration;
using Gateway.TestKit;
using Gateway.Tests.Configuration;
using Xunit;

namespace Gateway.Tests.Cli;

/// <summary>What the documents say about settings, against the code.</summary>
public sealed class ReferenceTests
{
    private const string Remedy =
        "is not what the options say. Write it anew with: dotnet run --project src/Gateway -- config update .";

    private static readonly XmlDescriptions Descriptions = XmlDescriptions.OfThisProgram();

    /// <summary>The settings files that ship with the product.</summary>
    public static TheoryData<string> ShippedFiles => ["appsettings.json", "appsettings.Development.json", "appsettings.Production.json"];

    [Fact]
    public void Page_ComparedWithTheOptions_IsUpToDate()
    {
        var page = Read(ConfigCommand.PageFile);

        Assert.True(page == ReferencePage.Renew(page, Descriptions), $"{ConfigCommand.PageFile} {Remedy}");
    }

    [Fact]
    public void Schema_ComparedWithTheOptions_IsUpToDate() =>
        Assert.True(Read(ConfigCommand.SchemaFile) == SettingsSchema.Text(Descriptions), $"{ConfigCommand.SchemaFile} {Remedy}");

    [Fact]
    public void HelpPage_ComparedWithTheCommands_IsUpToDate() => Assert.True(
        Read(ConfigCommand.HelpFile) == CommandPage.Text(CommandLine.Root((_, _) => Task.FromResult(0))),
        $"{ConfigCommand.HelpFile} {Remedy}");

    [Fact]
    public void EverySetting_InTheReference_HasAMeaning() => Assert.All(
        Setting.Of(typeof(GatewayOptions), Descriptions), setting => Assert.True(setting.Meaning.Length > 10, setting.Path));

    [Theory]
    [InlineData("Repositories:{name}:FallbackOn", "list of whole numbers", "`[404, 410]`")]
    [InlineData("Repositories:{name}:Cache:Lifetimes:{status}", "duration", "none")]
    [InlineData("Upstreams:{name}:Resilience:Attempts", "whole number, `1` to `10`", "`2`")]
    [InlineData("Cache:DiskSize", "size", "`10GiB`")]
    [InlineData("Certificates:{n}:Path", "text", "none")]
    [InlineData("Telemetry:Otlp:Protocol", "`Grpc`, `HttpProtobuf`", "`Grpc`")]
    public void Setting_InTheReference_HasKindAndDefault(string path, string kind, string standard)
    {
        var setting = Setting.Of(typeof(GatewayOptions), Descriptions).Single(one => one.Path == path);

        Assert.Equal((kind, standard), (setting.Kind, setting.Default));
    }

    [Theory]
    [MemberData(nameof(ShippedFiles))]
    public void ShippedFile_AgainstTheSchema_HasOnlyWhatItKnows(string file)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        var settings = JsonNode.Parse(Read(file), documentOptions: options)!.AsObject();

        Assert.Equal("./gateway.schema.json", (string?)settings["$schema"]);
        Assert.Empty(Unknown(settings, JsonNode.Parse(SettingsSchema.Text(Descriptions))!.AsObject(), file));
    }

    [Fact]
    public void SchemaNamedInAFile_Read_IsNoFault()
    {
        using var folder = new TempFolder();
        var text = SettingsText.Good.Insert(SettingsText.Good.IndexOf('{') + 1, "\"$schema\": \"./gateway.schema.json\",");
        var sources = Gateway.Configuration.Sources.ConfigurationSources.Create([folder.Write("a.json", text)], []);

        Assert.IsType<ConfigurationReading.Valid>(sources.Read(new ConfigurationReader(GatewayRules.All)));
    }

    [Theory]
    [InlineData("schema", "\"draft-07", "draft-07/schema")]
    [InlineData("reference", "### Gateway:Cache", "| `DiskSize` | size | `10GiB` |")]
    public async Task Config_Printed_IsTheWholeReference(string command, string first, string second)
    {
        var result = await CommandResult.OfAsync("config", command);

        Assert.Equal(0, result.Status);
        Assert.Contains(first.Trim('"'), result.Output, StringComparison.Ordinal);
        Assert.Contains(second, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderIsNoRepository_Update_SaysSo()
    {
        using var folder = new TempFolder();

        var result = await CommandResult.OfAsync("config", "update", folder.Path);

        Assert.Equal(1, result.Status);
        Assert.Contains("is not the root of the repository", result.Error, StringComparison.Ordinal);
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, path));

    // What the schema's objects with additionalProperties: false do not list; the words of enums.
    private static IEnumerable<string> Unknown(JsonNode? value, JsonObject schema, string path) => value switch
    {
        JsonObject settings => settings.SelectMany(setting =>
            schema["properties"]?[setting.Key] is JsonObject known ? Unknown(setting.Value, known, $"{path}:{setting.Key}")
            : schema["additionalProperties"] is JsonObject any ? Unknown(setting.Value, any, $"{path}:{setting.Key}")
            : schema["additionalProperties"] is JsonValue ? [$"{path}:{setting.Key}"]
            : []),
        JsonArray list => list.SelectMany((item, index) => Unknown(item, schema["items"]!.AsObject(), $"{path}:{index}")),
        JsonValue word when schema["enum"] is JsonArray words && !words.Any(known => JsonNode.DeepEquals(known, word)) => [path],
        _ => [],
    };
}
