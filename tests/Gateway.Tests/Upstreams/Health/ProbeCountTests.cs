using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Upstreams.Health;
using Xunit;
using Yarp.ReverseProxy.Model;

namespace Gateway.Tests.Upstreams.Health;

public sealed class ProbeCountTests
{
    private static readonly ClusterHealth Thresholds =
        ClusterHealth.Of(new UpstreamOptions { Health = { UnhealthyThreshold = 2, HealthyThreshold = 3 } });

    public static TheoryData<string, string> Rounds => new()
    {
        // checks in order (+ good, - failed), and what the destination is after them
        { "-", "Unknown" },
        { "--", "Unhealthy" },
        { "-+-", "Unknown" },
        { "++", "Unknown" },
        { "+++", "Healthy" },
        { "--++", "Unhealthy" },
        { "--++-+", "Unhealthy" },
        { "--+++", "Healthy" },
        { "+++-", "Healthy" },
        { "+++--", "Unhealthy" },
    };

    [Theory]
    [MemberData(nameof(Rounds))]
    public void Checks_InARow_DecideFromTheirThresholdOn(string checks, string expected)
    {
        var probes = new ProbeCount();
        var health = DestinationHealth.Unknown;
        foreach (var check in checks)
        {
            probes.Count(check == '-' ? "status 503" : null);
            health = probes.Judge(health, Thresholds);
        }

        Assert.Equal(expected, $"{health}");
    }

    public static TheoryData<int[], string?, int, string, string?> Answers => new()
    {
        { [], null, 200, "", null },
        { [], null, 204, "", null },
        { [], null, 301, "", "status 301" },
        { [200, 429], null, 429, "", null },
        { [200, 429], null, 204, "", "status 204" },
        { [], "\"ok\"", 200, "{\"state\":\"ok\"}", null },
        { [], "\"ok\"", 200, "{\"state\":\"OK\"}", "the body does not contain '\"ok\"'" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answer_OfACheck_IsComparedWithWhatMustComeBack(int[] statuses, string? contains, int status, string body, string? fault)
    {
        var written = new UpstreamOptions { Health = { Statuses = [.. statuses], Contains = contains } };
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        ClusterHealth.Of(written).WriteTo(metadata);

        Assert.Equal(fault, ClusterHealth.Of(metadata).Fault(status, body));
    }
}
