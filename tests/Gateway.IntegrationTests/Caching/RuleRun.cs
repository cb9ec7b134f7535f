using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;

namespace Gateway.IntegrationTests.Caching;

/// <summary>Walks a rule through the gateway, step by step.</summary>
internal sealed partial class RuleRun(CacheHost host, Rule rule)
{
    private readonly string _path = host.NewPath();

    public async Task RunAsync()
    {
        for (var index = 0; index < rule.Steps.Length; index++)
        {
            var step = rule.Steps[index];
            host.Clock.Advance(TimeSpan.FromSeconds(step.Passing));
            var asked = host.AskedFor(_path);
            if (step.Answer is { } answer)
            {
                host.On(_path, answer.Handler is { } handler ? Dated(handler) : HandlerOf(answer));
            }
            else
            {
                host.On(_path, Reply.With(599, "the upstream was asked in vain"));
            }

            var response = await SendAsync(step, index);
            await CheckAskedAsync(step, index, asked);
            Check(step, index, response);

            // A client has the last byte before the entry is in place; a rule speaks of what is stored, not of that moment.
            await Poll.UntilAsync(() => host.Fetches.IsIdle, "the fetches of the step are over");
        }
    }

    private async Task<RawResponse> SendAsync(Step step, int index)
    {
        var fields = step.Fields.Select(Dated).ToArray();
        var target = $"/{rule.Repository}{_path}{step.Query}";
        var response = await host.SendAsync(step.Method, target, fields);
        if (step.IsEventual)
        {
            await Poll.UntilAsync(
                async () => Differences(step, response = await host.SendAsync(step.Method, target, fields)).Count == 0,
                TimeSpan.FromSeconds(10),
                $"step {index + 1} of '{rule}' sees what it should; last: {string.Join("; ", Differences(step, response))}");
        }

        return response;
    }

    private async Task CheckAskedAsync(Step step, int index, int asked)
    {
        var expected = asked + (step.Answer is null ? 0 : step.Asked);
        if (step.IsBackground)
        {
            await Poll.UntilAsync(() => host.AskedFor(_path) >= expected, $"step {index + 1} of '{rule}' has asked in the background");
        }

        if (!step.IsEventual)
        {
            Assert.True(
                host.AskedFor(_path) == expected,
                $"{rule}, step {index + 1}: the upstream was asked {host.AskedFor(_path) - asked} times and not {expected - asked}.");
        }

        if (step.Answer is null || step.IsEventual)
        {
            return;
        }

        var request = host.Upstream.RequestsTo(_path)[^1];
        foreach (var line in step.Asks.Select(Dated))
        {
            var (name, value) = Split(line);
            var values = string.Join(", ", request.Values(name));
            Assert.True(
                value is null ? values.Length > 0 : values == value,
                $"{rule}, step {index + 1}: the upstream was asked with {name}: '{values}', not '{value}'.");
        }

        foreach (var name in step.NeverAsks)
        {
            var values = request.Values(name);
            Assert.True(
                values.Count == 0, $"{rule}, step {index + 1}: the upstream was asked with {name}: {string.Join(", ", values)}.");
        }
    }

    private void Check(Step step, int index, RawResponse response)
    {
        var differences = Differences(step, response);
        Assert.True(
            differences.Count == 0,
            $"{rule}, step {index + 1}: {string.Join("; ", differences)}\n{string.Join('\n', response.HeaderLines)}");
    }

    private List<string> Differences(Step step, RawResponse response)
    {
        var found = new List<string>();
        var status = step.Status ?? 200;
        Differ(found, "status", status.ToString(CultureInfo.InvariantCulture), response.Status.ToString(CultureInfo.InvariantCulture));
        Differ(found, "X-Cache-Status", step.Word, response.Value("X-Cache-Status"));
        Differ(found, "body", step.Body, response.Text);
        foreach (var line in step.Shows.Select(Dated))
        {
            var (name, value) = Split(line);
            var values = string.Join(", ", response.Values(name));
            if (value is null ? values.Length == 0 : values != value)
            {
                found.Add($"{name} is '{values}', not '{value ?? "present"}'");
            }
        }

        found.AddRange(step.Hides
            .Where(name => response.Values(name).Count > 0)
            .Select(name => $"{name} is there: {string.Join(", ", response.Values(name))}"));
        if (!response.IsComplete)
        {
            found.Add("the answer is cut short");
        }

        return found;
    }

    private static void Differ(List<string> found, string what, string? expected, string? actual)
    {
        if (expected is not null && expected != actual)
        {
            found.Add($"{what} is '{actual}', not '{expected}'");
        }
    }

    private RequestDelegate HandlerOf(UpstreamAnswer answer)
    {
        var fields = answer.Fields.Select(Dated).Select(Split).Select(pair => (pair.Name, Value: pair.Value ?? "")).ToList();
        if (!fields.Exists(field => field.Name.Equals("Date", StringComparison.OrdinalIgnoreCase)))
        {
            fields.Insert(0, ("Date", host.Date()));
        }

        return Reply.With(answer.Status, answer.Body, [.. fields]);
    }

    private RequestDelegate Dated(RequestDelegate handler) => context =>
    {
        context.Response.Headers.Date = host.Date();
        return handler(context);
    };

    private static (string Name, string? Value) Split(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (line, null) : (line[..colon], line[(colon + 1)..].Trim());
    }

    private string Dated(string line) => Moment().Replace(
        line.Replace("{host}", "localhost", StringComparison.Ordinal).Replace("{path}", _path, StringComparison.Ordinal)
            .Replace("{repository}", rule.Repository, StringComparison.Ordinal),
        match => host.Date(ShiftOf(match.Groups["shift"])));

    private static double ShiftOf(Group shift) => shift.Length == 0 ? 0 : double.Parse(shift.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{now(?<shift>[+-]\d+)?\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Moment();
}
