using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Cli.Doctor;

namespace Gateway.IntegrationTests.Cli;

/// <summary>What the doctor found.</summary>
internal sealed record DoctorVisit(int Status, JsonObject Report)
{
    /// <summary>Has a URL examined in surroundings that hold nothing, unless something is said.</summary>
    public static async Task<DoctorVisit> ToAsync(
        Uri url,
        string[]? args = null,
        IEnumerable<(string Name, string Value)>? variables = null,
        string? folder = null,
        TimeProvider? time = null)
    {
        var nowhere = folder ?? Path.Combine(Path.GetTempPath(), "gateway-doctor-nowhere");
        var known = (variables ?? []).ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
        var command = DoctorCommand.Create(new ClientSurroundings(known, nowhere, nowhere), time ?? TimeProvider.System);
        using var output = new StringWriter();
        var status = await command.Parse([url.AbsoluteUri, "--json", .. args ?? []]).InvokeAsync(
            new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return new DoctorVisit(status, JsonNode.Parse(output.ToString())!.AsObject());
    }

    /// <summary>Fails unless there is such a fault, with these words in its text or remedy, and a remedy.</summary>
    public void MustFind(string code, params string[] words) => MustFind("fault", code, words);

    /// <summary>Fails unless there is such a finding, with these words in its text or remedy.</summary>
    public void MustFind(string weight, string code, string[] words)
    {
        var finding = All().FirstOrDefault(one => (string)one["code"]! == code);
        Assert.True(finding is not null, $"'{code}' was not found in {Report}");
        Assert.Equal(weight, (string)finding["weight"]!);
        Assert.Equal(weight == "fault" ? 1 : Status, Status);
        var text = $"{finding["text"]} {finding["remedy"]}";
        Assert.All(words, word => Assert.Contains(word, text, StringComparison.Ordinal));
        Assert.True(weight != "fault" || finding["remedy"] is not null, "A fault without a remedy helps nobody.");
    }

    /// <summary>The codes of all findings that are neither good nor notes.</summary>
    public string Troubles =>
        string.Join(", ", All().Where(one => (string)one["weight"]! is "fault" or "warning").Select(one => (string)one["code"]!));

    private IEnumerable<JsonNode> All() => Report["findings"]!.AsArray()
        .Concat(Report["upstreams"]!.AsArray().SelectMany(one => one!["findings"]!.AsArray()))
        .Select(one => one!);

    /// <inheritdoc/>
    public override string ToString() => Report.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
}
