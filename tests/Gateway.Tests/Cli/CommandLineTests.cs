using Gateway.Cli;
using Gateway.Configuration;
using Gateway.TestKit;
using Gateway.Tests.Configuration;
using Xunit;

namespace Gateway.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("run")]
    public async Task NoCommandOrRun_Invoke_Serves(params string[] args)
    {
        var result = await CommandResult.OfAsync(args);

        Assert.Equal(0, result.Status);
        Assert.Contains(result.Run!.Files, file => file.EndsWith("appsettings.json", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--config FILE --Gateway:Cache:DiskSize=3GiB")]
    [InlineData("run --config FILE --Gateway:Cache:DiskSize=3GiB")]
    [InlineData("run --Gateway:Cache:DiskSize 3GiB --config=FILE")]
    public async Task FileAndSetting_Run_ServesWithBoth(string line)
    {
        var file = _folder.Write("a.json", SettingsText.Good);

        var result = await CommandResult.OfAsync(line.Replace("FILE", file, StringComparison.Ordinal).Split(' '));

        Assert.Equal(file, Assert.Single(result.Run!.Files));
        var loaded = SettingsText.LoadedFrom(result.Run.Read(new ConfigurationReader(GatewayRules.All)));
        Assert.Equal("3GiB", loaded.Options.Cache.DiskSize.ToString());
        Assert.Equal(2, loaded.Options.Environments.Count);
    }

    [Fact]
    public async Task HostEnvironmentAndUrls_Run_ReachTheConfiguration()
    {
        var file = _folder.Write("a.json", "{}");

        var result = await CommandResult.OfAsync("--environment", "Laboratory", "--urls", "http://127.0.0.1:0", "--config", file);

        Assert.Equal("Laboratory", result.Run!.HostEnvironment);
        result.Run.Read(new ConfigurationReader([]));
        using var live = new Microsoft.Extensions.Configuration.ConfigurationManager();
        result.Run.AddTo(live);
        Assert.Equal("http://127.0.0.1:0", live["urls"]);
    }

    [Theory]
    [InlineData("chek", "did you mean 'check'?")]
    [InlineData("--confg a.json", "did you mean '--config'?")]
    [InlineData("run now", "'now' is not known here")]
    [InlineData("--colour=red", "'--colour=red' is not known here")]
    [InlineData("--Gateway:Cache:DiskSize", "has no value; write --Gateway:Cache:DiskSize=VALUE")]
    [InlineData("--config", "--config")]
    [InlineData("certs", "'certs' needs to know what to do: init, client or show.")]
    [InlineData("cache purge --al", "'--al' is not known here; did you mean '--all'?")]
    [InlineData("cache ls --jsn", "'--jsn' is not known here; did you mean '--json'?")]
    [InlineData("cache warm http://a/ --fle", "'--fle' is not known here; did you mean '--file'?")]
    [InlineData("certs client --nonsense", "'--nonsense' is not known here.")]
    [InlineData("token create --jsn", "did you mean '--json'?")]
    [InlineData("doctor --nonsense", "'--nonsense' is not known here.")]
    [InlineData("certs show -x", "'-x' is not known here.")]
    [InlineData("certs bake", "bake")]
    [InlineData("certs show", "FILE")]
    [InlineData("certs client ../x", "cannot be the name of a client certificate")]
    [InlineData("certs client server", "cannot be the name of a client certificate")]
    [InlineData("certs client ci --uri nonsense", "is not a URI")]
    [InlineData("certs init --host a_b/c", "is neither a host name nor an address")]
    [InlineData("--config a.json check", "'--config' stands before 'check' and would not count; write it behind, as in "
        + "'gateway check --config a.json'.")]
    [InlineData("--config=a.json --config b.json run", "as in 'gateway run --config a.json --config b.json'.")]
    [InlineData("--environment Development routes --json", "'--environment' stands before 'routes'")]
    [InlineData("--config a.json cache stats", "as in 'gateway cache stats --config a.json'.")]
    [InlineData("--urls http://127.0.0.1:0 token create", "'--urls' stands before 'token create', which does not know it; take it out.")]
    [InlineData("--config a.json cache", "'cache' needs to know what to do")]
    public async Task WrongUsage_Invoke_SaysWhatAndGives2(string line, string expected)
    {
        var result = await CommandResult.OfAsync(line.Split(' '));

        Assert.Equal(CommandLine.WrongUsage, result.Status);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Null(result.Run);
    }

    [Theory]
    [InlineData("--help", "check")]
    [InlineData("check --help", "--json")]
    [InlineData("--config a.json check --help", "--json")]
    [InlineData("-h check", "--json")]
    [InlineData("certs --help", "client")]
    public async Task Help_Invoke_IsPrintedAndGives0(string line, string expected)
    {
        var result = await CommandResult.OfAsync(line.Split(' '));

        Assert.Equal(0, result.Status);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_Invoke_PrintsOneNumber()
    {
        var result = await CommandResult.OfAsync("--version");

        Assert.Matches(@"^\d+\.\d+\.\d+\S*\r?\n$", result.Output);
        Assert.Equal(0, result.Status);
    }

    [Fact]
    public async Task AccessDenied_Invoke_NamesTheFileAndWhatToDo()
    {
        using var error = new StringWriter();
        var denied = new UnauthorizedAccessException("Access to the path '/certs' is denied.", new IOException("Permission denied"));

        var status = await CommandLine.InvokeAsync([], (_, _) => throw denied, TextWriter.Null, error);

        Assert.Equal(1, status);
        Assert.StartsWith("gateway: Access to the path '/certs' is denied. Use an account", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ArgumentBehindTwoDashes_Invoke_MayBeginWithADash()
    {
        var result = await CommandResult.OfAsync("certs", "show", "--", "--absent.pem");

        Assert.Equal(1, result.Status);
        Assert.Contains("There is no file '--absent.pem'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandFails_Invoke_GivesItsMessageWithoutStackAnd1()
    {
        using var error = new StringWriter();

        var status = await CommandLine.InvokeAsync(
            [], (_, _) => throw new InvalidOperationException("outer", new IOException("The port is taken.")), TextWriter.Null, error);

        Assert.Equal(1, status);
        Assert.Equal("gateway: The port is taken." + Environment.NewLine, error.ToString());
    }
}
