using System.CommandLine;
using System.Text;
using Gateway.Configuration;
using Gateway.Configuration.Sources;

namespace Gateway.Cli.Doctor;

/// <summary><c>gateway doctor URL</c>: walks one request from outside in, and says in words what is wrong and how to mend it.</summary>
internal sealed class DoctorCommand
{
    /// <summary>A person waits; a server that needs longer for its own base is ill.</summary>
    private const int Seconds = 10;

    private readonly Argument<string> _url = new("URL")
    {
        Description = "What a client asks for: the URL of a registry, or of anything in it.",
    };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = "The file that holds the token to show, as npm and go would.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _files = new("--config")
    {
        Description = "The gateway's own settings: its upstreams are then examined too, from this machine; can be given more than once.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly ClientSurroundings _surroundings;
    private readonly TimeProvider _time;

    private DoctorCommand(ClientSurroundings surroundings, TimeProvider time) => (_surroundings, _time) = (surroundings, time);

    /// <summary>The command.</summary>
    public static Command Create() => Create(ClientSurroundings.OfThisProcess(), TimeProvider.System);

    /// <summary>The command as it is somewhere else.</summary>
    /// <param name="surroundings">Variables and files of whoever asks.</param>
    /// <param name="time">The machine's clock.</param>
    public static Command Create(ClientSurroundings surroundings, TimeProvider time)
    {
        var doctor = new DoctorCommand(surroundings, time);
        var command = new Command(
            "doctor", "Walks one request from outside in, to any server; says in words what is wrong and how to mend it.")
        {
            doctor._url,
            doctor._tokenFile,
            doctor._files,
        };
        var connection = ConnectionArguments.AddTo(command, Seconds);
        var json = JsonOutput.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var plan = PlanOf(
                AddressOf(result.GetRequiredValue(doctor._url)),
                connection.SettingsOf(result),
                result.GetValue(doctor._tokenFile) is { } file ? $"Bearer {TokenFile.Read(file)}" : null);
            var configuration = ConfigurationOf(result.GetValue(doctor._files) ?? []);
            var output = result.InvocationConfiguration.Output;
            var asJson = result.GetValue(json);
            var report = await doctor.ExamineAsync(plan, configuration, asJson ? null : new DoctorScreen(output), cancellationToken);
            if (asJson)
            {
                JsonOutput.Write(output, report);
            }
            else
            {
                output.WriteLine(Verdict(report));
            }

            return report.Healthy ? 0 : CommandLine.NotSo;
        });
        return command;
    }

    private async Task<DoctorReport> ExamineAsync(
        WalkPlan plan, LoadedConfiguration? configuration, DoctorScreen? screen, CancellationToken cancellationToken)
    {
        screen?.Begin($"From here to {plan.Url}");
        using var walk = new Walk(plan, _surroundings, _time);
        List<Finding> findings =
        [
            .. await Examination.RunAsync(walk, Examination.OfServer, Seen, cancellationToken),
            .. await Examination.RunAsync(walk, Examination.OfClients, Seen, cancellationToken),
        ];
        var upstreams = new List<ExaminedDestination>();
        foreach (var upstream in configuration is null ? [] : UpstreamPlans.For(plan.Url, configuration, plan.Connection.Timeout))
        {
            screen?.Begin($"{Environment.NewLine}From here to {upstream.Upstream}, {upstream.Destination} {upstream.Plan?.Url}".TrimEnd());
            upstreams.Add(await ExamineAsync(upstream, Seen, cancellationToken));
        }

        var isFaulty = findings.Concat(upstreams.SelectMany(one => one.Findings)).Any(finding => finding.Weight == FindingWeight.Fault);
        return new DoctorReport(plan.Url, !isFaulty, findings, upstreams);

        void Seen(Finding finding) => screen?.Show(finding);
    }

    private async Task<ExaminedDestination> ExamineAsync(UpstreamPlan upstream, Action<Finding> seen, CancellationToken cancellationToken)
    {
        if (upstream.Plan is not { } plan)
        {
            var fault = new Finding("settings", FindingWeight.Fault, "upstream-settings", upstream.Fault!, "'gateway check' names all "
                + "such faults.");
            seen(fault);
            return new ExaminedDestination(upstream.Upstream, upstream.Destination, null, [fault]);
        }

        using var walk = new Walk(plan, _surroundings, _time);
        var findings = await Examination.RunAsync(walk, Examination.OfDestination, seen, cancellationToken);
        return new ExaminedDestination(upstream.Upstream, upstream.Destination, plan.Url, findings);
    }

    private static string Verdict(DoctorReport report)
    {
        var all = report.Findings.Concat(report.Upstreams.SelectMany(one => one.Findings)).ToList();
        var (faults, warnings) = (
            all.Count(finding => finding.Weight == FindingWeight.Fault), all.Count(finding => finding.Weight == FindingWeight.Warning));
        var verdict = (faults, warnings) switch
        {
            (0, 0) => "Nothing is wrong.",
            (0, _) => $"It serves; {warnings} warning(s).",
            _ => $"{faults} fault(s), {warnings} warning(s).",
        };
        return Environment.NewLine + verdict;
    }

    /// <summary>Credentials in a URL are sent as curl and npm send them, and shown nowhere.</summary>
    private static WalkPlan PlanOf(Uri written, ConnectionSettings connection, string? token)
    {
        if (written.UserInfo.Length == 0)
        {
            return new WalkPlan(written, connection, token);
        }

        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(written.UserInfo)));
        return new WalkPlan(
            new UriBuilder(written) { UserName = "", Password = "" }.Uri, connection, token ?? $"Basic {basic}");
    }

    private static Uri AddressOf(string written) =>
        Uri.TryCreate(written.Contains("://", StringComparison.Ordinal) ? written : $"https://{written}", UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https" && url.Host.Length > 0
            ? url
            : throw new UsageException($"'{written}' is not an http or https URL; write one such as "
                + "https://modules.example.com/private-module/npm/.");

    private static LoadedConfiguration? ConfigurationOf(string[] files)
    {
        if (files.Length == 0)
        {
            return null;
        }

        return ConfigurationSources.Create(files, []).Read(new ConfigurationReader([])) is ConfigurationReading.Valid valid
            ? valid.Configuration
            : throw new CommandException("The configuration has faults, so its upstreams cannot be examined; 'gateway check' names them.");
    }
}
