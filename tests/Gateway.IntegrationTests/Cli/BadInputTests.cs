using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Gateway.Cli;
using Gateway.Cli.Reference;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;

namespace Gateway.IntegrationTests.Cli;

/// <summary>
/// Every command with nothing, with nonsense, with files that are not there or are no files, and against a server that takes
/// connections and says nothing. The rows are made from the commands themselves, so that a new one or a new option is in them.
/// </summary>
public sealed class BadInputTests : IDisposable
{
    private static readonly RootCommand Root = CommandLine.Root((_, _) => Task.FromResult(0));

    /// <summary>What each command must be given to get as far as its options; a command that is not here needs nothing.</summary>
    private static readonly Dictionary<string, string[]> Needed = new(StringComparer.Ordinal)
    {
        ["doctor"] = ["https://SILENT/"],
        ["cache purge"] = ["--all"],
        ["cache warm"] = ["http://localhost/x"],
        ["certs client"] = ["ci"],
        ["certs show"] = ["ABSENT"],
        ["completion"] = ["bash"],
        ["token create"] = ["ci"],
        ["token login"] = ["https://SILENT/"],
    };

    private readonly TempFolder _folder = new();
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    public BadInputTests() => _silent.Start();

    public void Dispose()
    {
        _silent.Dispose();
        _folder.Dispose();
    }

    /// <summary>The words of every command that does something itself.</summary>
    public static TheoryData<string> Commands =>
        [.. CommandPage.Below(Root).Where(command => command.Subcommands.Count == 0).Select(CommandExamples.WordsOf)];

    /// <summary>Every option that takes a file, of every command.</summary>
    public static TheoryData<string, string> FileOptions
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var command in CommandPage.Below(Root).Where(command => command.Subcommands.Count == 0 && command.Name != "run"))
            {
                // What 'run' reads is read by the program that serves (ExecutableTests).
                foreach (var option in command.Options.Where(option => option.HelpName == "FILE" && !Writes(option)))
                {
                    rows.Add(CommandExamples.WordsOf(command), option.Name);
                }
            }

            return rows;
        }
    }

    /// <summary>Every command that asks a server.</summary>
    public static TheoryData<string> Asking => [.. CommandPage.Below(Root)
        .Where(command => command.Subcommands.Count == 0 && command.Options.Any(option => option.Name == "--timeout"))
        .Select(CommandExamples.WordsOf)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Nonsense_AnyCommand_IsNamedAndGives2(string words) =>
        (await CommandRun.OfAsync([.. Words(words), "--nonsense"])).MustFail(2, "'--nonsense' is not known here");

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task NothingWhereSomethingIsNeeded_AnyCommand_NamesItAndGives2(string words)
    {
        if (!Needed.ContainsKey(words))
        {
            // It does something without, and has its own tests.
            return;
        }

        (await CommandRun.OfAsync(Words(words))).MustFail(2, "gateway: ");
    }

    [Theory]
    [MemberData(nameof(FileOptions))]
    public async Task FileIsAbsent_AnyOption_NamesItAndGives1(string words, string option) =>
        await MustRefuseFileAsync(words, option, _folder["absent.file"]);

    [Theory]
    [MemberData(nameof(FileOptions))]
    public async Task FileIsAFolder_AnyOption_NamesItAndGives1(string words, string option) =>
        await MustRefuseFileAsync(words, option, _folder.Path);

    [Theory]
    [MemberData(nameof(Asking))]
    public async Task ServerSaysNothing_AnyCommand_GivesUpInTime(string words)
    {
        using var authority = new TestCertificates();
        var (certificate, key) = authority.Client("ci").WritePem(_folder, "client");
        var silent = $"http://{_silent.LocalEndpoint}/";
        string[] further = words switch
        {
            "doctor" => [],
            "token login" => ["--cert", certificate, "--key", key],
            _ => ["--admin", silent],
        };

        var run = await CommandRun.OfAsync([.. Words(words), .. NeededOf(words), .. further, "--timeout", "0.4"]);

        Assert.Equal(1, run.Status);
        Assert.Contains("within 0.4 s", run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output + run.Error, StringComparison.Ordinal);
    }

    private static bool Writes(Option option) => option.Name is "--netrc" or "--npmrc";

    private static string[] Words(string words) => words.Split(' ');

    private string[] NeededOf(string words) =>
    [
        .. Needed.GetValueOrDefault(words, []).Select(argument => argument
            .Replace("SILENT", $"{_silent.LocalEndpoint}", StringComparison.Ordinal)
            .Replace("ABSENT", _folder["absent.pem"], StringComparison.Ordinal)),
    ];

    private async Task MustRefuseFileAsync(string words, string option, string file)
    {
        // A key is of no use without its certificate, which must be there first.
        using var authority = new TestCertificates();
        var (certificate, _) = authority.Client("ci").WritePem(_folder, "client");
        string[] first = option == "--key" && words != "certs show" ? ["--cert", certificate] : [];
        string[] needed = words == "certs show" ? [certificate] : NeededOf(words);
        if (words == "cache warm" && option == "--file")
        {
            needed = [];
        }

        var run = await CommandRun.OfAsync([.. Words(words), .. needed, .. first, option, file]);

        Assert.Equal(1, run.Status);
        var text = run.Output + run.Error;
        var isNamed = text.Contains(file, StringComparison.Ordinal) || text.Contains("'gateway check' names", StringComparison.Ordinal);
        Assert.True(isNamed, text);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }
}
