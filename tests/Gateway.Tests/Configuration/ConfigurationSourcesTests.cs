using Gateway.Configuration;
using Gateway.Configuration.Rules;
using Gateway.Configuration.Sources;
using Gateway.TestKit;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Configuration;

public sealed class ConfigurationSourcesTests : IDisposable
{
    private static readonly ConfigurationReader Reader = new(ConfigurationRules.All);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NoFileNamed_Read_TakesTheShippedOnesOfTheHostEnvironment()
    {
        _folder.Write("appsettings.json", """{ "Gateway": { "Cache": { "DiskSize": "1GiB", "MemorySize": "1MiB" } } }""");
        _folder.Write("appsettings.Staging.json", """{ "Gateway": { "Cache": { "DiskSize": "2GiB" } } }""");

        var options = Valid(Sources([], "--environment=Staging")).Options;

        Assert.Equal("2GiB", options.Cache.DiskSize.ToString());
        Assert.Equal("1MiB", options.Cache.MemorySize.ToString());
    }

    [Fact]
    public void NothingSaysOtherwise_HostEnvironment_IsProduction() =>
        Assert.Equal("Production", ConfigurationSources.Create([], [], _folder.Path).HostEnvironment);

    [Theory]
    [InlineData("DOTNET_ENVIRONMENT")]
    [InlineData("ASPNETCORE_ENVIRONMENT")]
    public void EnvironmentVariable_HostEnvironment_FollowsIt(string variable)
    {
        Environment.SetEnvironmentVariable(variable, "Laboratory");
        try
        {
            Assert.Equal("Laboratory", ConfigurationSources.Create([], [], _folder.Path).HostEnvironment);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public void ShippedFilesAbsent_Read_IsValidWithTheDefaults() =>
        Assert.Empty(Valid(Sources([])).Options.Environments);

    [Fact]
    public void FilesNamed_Read_TakesThemInsteadAndTheLaterWins()
    {
        _folder.Write("appsettings.json", """{ "Gateway": { "Cache": { "Directory": "shipped", "MaxObjectSize": "1KiB" } } }""");
        var first = _folder.Write("a.json", """{ "Gateway": { "Cache": { "Directory": "first", "DiskSize": "1GiB" } } }""");
        var second = _folder.Write("b.json", """{ "Gateway": { "Cache": { "Directory": "second" } } }""");

        var cache = Valid(Sources([first, second])).Options.Cache;

        Assert.Equal("second", cache.Directory);
        Assert.Equal("1GiB", cache.DiskSize.ToString());
        Assert.Equal("4GiB", cache.MaxObjectSize.ToString());
    }

    [Fact]
    public void FileVariableAndArgument_Read_TheArgumentWinsOverTheVariableOverTheFile()
    {
        var file = _folder.Write(
            "a.json", """{ "Gateway": { "Cache": { "DiskSize": "1GiB", "MemorySize": "1MiB", "Directory": "file" } } }""");
        Environment.SetEnvironmentVariable("Gateway__Cache__DiskSize", "2GiB");
        Environment.SetEnvironmentVariable("Gateway__Cache__MemorySize", "2MiB");
        try
        {
            var cache = Valid(Sources([file], "--Gateway:Cache:DiskSize=3GiB")).Options.Cache;

            Assert.Equal("3GiB 2MiB file", $"{cache.DiskSize} {cache.MemorySize} {cache.Directory}");
        }
        finally
        {
            Environment.SetEnvironmentVariable("Gateway__Cache__DiskSize", null);
            Environment.SetEnvironmentVariable("Gateway__Cache__MemorySize", null);
        }
    }

    [Fact]
    public void CommentsAndTrailingCommas_Read_AreAllowed()
    {
        var file = _folder.Write("a.json", "{ // why\n \"Gateway\": { \"Cache\": { \"DiskSize\": \"1GiB\", /* so */ }, },\n}");

        Assert.Equal("1GiB", Valid(Sources([file])).Options.Cache.DiskSize.ToString());
    }

    [Theory]
    [InlineData("{\n  \"a\": 1,\n  \"b\" 2\n}", "line 3, column 7")]
    [InlineData("", "line 1, column 1")]
    [InlineData("{ \"a\": hunter2 }", "line 1")]
    [InlineData("{ \"a\": tru3hunter2 }", "A bare word is no value")]
    [InlineData("[1]", "must be an object")]
    [InlineData("{\"a\": 1, \"A\": 2}", "duplicate key 'A'")]
    public void FileIsNoJson_Read_NamesTheFileAndThePlaceButNoContent(string text, string expected)
    {
        var file = _folder.Write("broken.json", text);

        var fault = Assert.Single(Faults(Sources([file])));

        Assert.Equal(file, fault.Path);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FolderNamed_Read_SaysThatItIsOne() =>
        Assert.Equal("This is a folder; name a file in it.", Assert.Single(Faults(Sources([_folder.Path]))).Message);

    [Fact]
    public void TwoFilesMissingOrBroken_Read_NamesBothAsTheUserDid()
    {
        var broken = _folder.Write("broken.json", "{");

        var faults = Faults(Sources([_folder["absent.json"], broken]));

        Assert.Equal($"{_folder["absent.json"]} {broken}", string.Join(' ', faults.Select(fault => fault.Path)));
        Assert.Contains("There is no such file", faults[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FaultyReading_LiveConfiguration_KeepsWhatItHad()
    {
        var file = _folder.Write("a.json", """{ "Logging": { "LogLevel": { "Default": "Debug" } }, "Gateway": {} }""");
        var sources = Sources([file]);
        Valid(sources);
        var builder = new ConfigurationManager();
        sources.AddTo(builder);

        File.WriteAllText(file, """{ "Logging": { "LogLevel": { "Default": "Error" } }, "Gateway": { "Unknown": 1 } }""");
        Assert.NotEmpty(Faults(sources));
        File.WriteAllText(file, "{");
        Assert.NotEmpty(Faults(sources));

        Assert.Equal("Debug", builder["Logging:LogLevel:Default"]);
    }

    [Fact]
    public void GoodReading_LiveConfiguration_ShowsItAndTellsItsReaders()
    {
        var file = _folder.Write("a.json", """{ "Logging": { "LogLevel": { "Default": "Debug" } } }""");
        var sources = Sources([file]);
        Valid(sources);
        using var live = new ConfigurationManager();
        sources.AddTo(live);
        using var subscription = ((IConfiguration)live).GetReloadToken().RegisterChangeCallback(
            seen => ((List<string?>)seen!).Add(live["Logging:LogLevel:Default"]), new List<string?>());
        var token = ((IConfiguration)live).GetReloadToken();

        File.WriteAllText(file, """{ "Logging": { "LogLevel": { "Default": "Error" } } }""");
        Valid(sources);

        Assert.Equal("Error", live["Logging:LogLevel:Default"]);
        Assert.True(token.HasChanged);
    }

    [Fact]
    public void FileOutsideGatewaySection_Changed_IsSeenAsChanged()
    {
        var file = _folder.Write("a.json", "{}");
        var sources = Sources([file]);
        Valid(sources);
        Assert.False(sources.HaveChanged());

        File.WriteAllText(file, "{ }");

        Assert.True(sources.HaveChanged());
    }

    private static LoadedConfiguration Valid(ConfigurationSources sources) => SettingsText.LoadedFrom(sources.Read(Reader));

    private static IReadOnlyList<ConfigurationFault> Faults(ConfigurationSources sources) => SettingsText.FaultsOf(sources.Read(Reader));

    private ConfigurationSources Sources(string[] files, params string[] arguments) =>
        ConfigurationSources.Create(files, arguments, _folder.Path);
}
