using System.Net;
using System.Net.Sockets;
using Gateway.TestKit;
using Gateway.TestKit.Tools;

namespace Gateway.IntegrationTests.Cli;

/// <summary>The executable as a shell runs it: with pipes that close, full devices, folders in place of files.</summary>
public sealed class ExecutableTests : IDisposable
{
    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "gateway");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("config schema")]
    [InlineData("routes --config FILE")]
    [InlineData("check --config FILE --json")]
    [InlineData("--help")]
    public async Task OutputIsAPipeThatCloses_Command_EndsQuietly(string command)
    {
        var result = await ShellAsync($"gateway {command} | head -c 1 > /dev/null; echo ${{PIPESTATUS[0]}}");

        Assert.Equal(("0\n", ""), (result.Output, result.Error));
    }

    [Theory]
    [InlineData("config schema > /dev/full")]
    [InlineData("routes --config FILE > /dev/full")]
    public async Task OutputCannotBeWritten_Command_SaysSoAndGives1(string command)
    {
        var result = await ShellAsync($"gateway {command}");

        Assert.Equal(1, result.ExitCode);
        MustBeASentence(result);
    }

    [Theory]
    [InlineData(2, "certs show --nonsense 2> /dev/full")]
    [InlineData(1, "certs show absent.pem 2> /dev/full")]
    [InlineData(1, "cache stats --admin http://127.0.0.1:1/ 2>&-")]
    [InlineData(1, "run --config absent.json 2> /dev/full")]
    public async Task ErrorCannotBeWritten_Command_StillGivesItsStatus(int status, string command) =>
        Assert.Equal(status, (await ShellAsync($"gateway {command}")).ExitCode);

    [Fact]
    public async Task OutputIsClosed_Command_SaysSo()
    {
        var result = await ShellAsync("gateway config schema >&-");

        Assert.Equal((1, "gateway: Standard output cannot be written; it is closed.\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData(1, "routes --config .")]
    [InlineData(1, "check --config .")]
    [InlineData(1, "run --config absent.json")]
    [InlineData(1, "run --config .")]
    [InlineData(1, "certs show .")]
    [InlineData(1, "certs show /dev/null")]
    [InlineData(1, "certs init --directory /dev/null/x")]
    [InlineData(1, "certs client ci --directory /dev/null/x")]
    [InlineData(1, "cache warm --file .")]
    [InlineData(1, "cache stats --token-file .")]
    [InlineData(1, "doctor http://127.0.0.1:1/ --ca .")]
    [InlineData(2, "nonsense")]
    [InlineData(2, "run nonsense")]
    [InlineData(2, "routes --Gateway")]
    [InlineData(2, "certs")]
    [InlineData(2, "cache")]
    [InlineData(2, "doctor")]
    [InlineData(2, "completion")]
    [InlineData(2, "config nonsense")]
    [InlineData(2, "cache ls a b")]
    public async Task BadInput_Command_IsASentence(int status, string command)
    {
        var result = await ShellAsync($"gateway {command}");

        Assert.Equal(status, result.ExitCode);
        MustBeASentence(result);
    }

    [Fact]
    public async Task AddressIsTaken_Run_IsASentenceThatNamesIt()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var result = await ShellAsync(
            $"gateway run --config FILE --urls http://{taken.LocalEndpoint} --Gateway:Admin:Url=http://127.0.0.1:0");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"gateway: Failed to bind to address http://{taken.LocalEndpoint}: address already in use.\n", result.Error);
        MustBeASentence(result);
    }

    [Fact]
    public async Task AddressIsNotOfThisMachine_Run_IsASentenceThatNamesIt()
    {
        var result = await ShellAsync("gateway run --config FILE --urls http://192.0.2.1:80 --Gateway:Admin:Url=http://127.0.0.1:0");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("gateway: cannot listen on http://192.0.2.1:80: Cannot assign requested address\n", result.Error);
        MustBeASentence(result);
    }

    [Fact]
    public async Task HttpsWithoutCertificate_Run_SaysWhatCheckSays()
    {
        const string Fault = "Urls: 'https://127.0.0.1:0' is https, and there is no certificate to show; "
            + "name one under Gateway:Certificates, or write http.\n";

        var run = await ShellAsync("gateway run --config FILE --urls https://127.0.0.1:0");
        var check = await ShellAsync("gateway check --config FILE --urls https://127.0.0.1:0");

        Assert.Equal((1, 1), (run.ExitCode, check.ExitCode));
        Assert.EndsWith(Fault, run.Error, StringComparison.Ordinal);
        Assert.Contains(Fault, check.Output, StringComparison.Ordinal);
        MustBeASentence(run);
    }

    [Fact]
    public async Task NotATerminal_Table_HasNoColours()
    {
        var result = await ShellAsync("TERM=xterm-256color gateway routes --config FILE");

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public async Task BashCompletion_Sourced_CompletesCommands()
    {
        var result = await ShellAsync("""
            source <(gateway completion bash)
            COMP_LINE="gateway cache pu" COMP_POINT=16 COMP_WORDS=(gateway cache pu) COMP_CWORD=2
            _gateway
            echo "${COMPREPLY[@]}"
            """);

        Assert.Equal("purge\n", result.MustSucceed().Output);
    }

    private static void MustBeASentence(ToolResult result)
    {
        var text = result.Error + result.Output;
        Assert.NotEmpty(text);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }

    private Task<ToolResult> ShellAsync(string script)
    {
        var file = _folder.Write("gateway.json", GatewaySettings.For(new Uri("http://127.0.0.1:1/")).ToString());
        var bash = RequiredTool.Find("bash", "apt-get install bash");
        return ToolProcess.RunAsync(new ToolCommand(
            bash, "-c", $"gateway() {{ '{Executable}' \"$@\"; }}\n{script.Replace("FILE", file, StringComparison.Ordinal)}")
        {
            WorkingFolder = _folder.Path,
        });
    }
}
