using System.Net;
using Gateway.Configuration;
using Gateway.Upstreams.Redirects;
using Xunit;

namespace Gateway.Tests.Upstreams;

public sealed class RedirectVerdictTests
{
    private const string Https = "https://registry.example/npm/left/-/left-1.0.0.tgz";
    private const string Plain = "http://registry.example/npm/left/-/left-1.0.0.tgz";

    public static TheoryData<string, string?, string> Registry => new()
    {
        // Within the upstream, as any server may write it.
        { Https, "/files/left.tgz", "own https://registry.example/files/left.tgz" },
        { Https, "other.tgz?x=%2f", "own https://registry.example/npm/left/-/other.tgz?x=%2f" },
        { Https, "?again", "own https://registry.example/npm/left/-/left-1.0.0.tgz?again" },
        { Https, "//registry.example/a", "own https://registry.example/a" },
        { Https, "https://REGISTRY.example/a#part", "own https://registry.example/a" },
        { Https, "https://second.example:8443/a", "own https://second.example:8443/a" },
        { Plain, "https://registry.example/a", "own https://registry.example/a" },

        // To hosts that are named.
        { Https, "https://blobs.example/a?sig=%2F%7e+", "named https://blobs.example/a?sig=%2F%7e+" },
        { Https, "https://eu.storage.example/a", "allowed https://eu.storage.example/a" },
        { Plain, "http://blobs.example/a", "named http://blobs.example/a" },
        { Https, "https://only.example:9443/a", "named https://only.example:9443/a" },

        // To others.
        { Https, "https://only.example/a", "upstream-redirect-refused" },
        { Https, "https://elsewhere.example/a", "upstream-redirect-refused" },
        { Https, "https://storage.example/a", "upstream-redirect-refused" },
        { Https, "https://registry.example:444/a", "upstream-redirect-refused" },
        { Https, "https://blobs.example.evil.example/a", "upstream-redirect-refused" },
        { Https, "http://blobs.example/a", "upstream-redirect-refused" },
        { Https, "http://registry.example/a", "upstream-redirect-refused" },
        { Https, "ftp://blobs.example/a", "upstream-redirect-refused" },
        { Https, "javascript:alert(1)", "upstream-redirect-refused" },
        { Https, "https://user@blobs.example/a", "upstream-redirect-refused" },
        { Https, "https://blobs.example\\@registry.example/a", "upstream-redirect-refused" },
        { Https, "https://blobs.example/a b", "upstream-redirect-refused" },
        { Https, "https:///a", "upstream-redirect-refused" },
        { Https, "", "upstream-redirect-refused" },
        { Https, null, "upstream-redirect-refused" },
        { Https, Https, "upstream-redirect-loop" },
    };

    [Theory]
    [MemberData(nameof(Registry))]
    public void RegistryWithNamedHosts_Redirects_IsFollowedOrRefused(string from, string? location, string verdict) =>
        Assert.Equal(verdict, Decide(Plan("blobs.example", "*.storage.example", "only.example:9443"), location, [new Uri(from)]));

    [Theory]
    [InlineData("/files/left.tgz", "own https://registry.example/files/left.tgz")]
    [InlineData("https://elsewhere.example/a", "passed")]
    public void RegistryWithoutNamedHosts_Redirects_IsFollowedAtHomeOnly(string location, string verdict) =>
        Assert.Equal(verdict, Decide(Plan(), location, [new Uri(Https)]));

    [Theory]
    [InlineData("/login", "passed")]
    [InlineData("https://elsewhere.example/a", "passed")]
    [InlineData("nonsense:", "passed")]
    [InlineData("https://blobs.example/a", "named https://blobs.example/a")]
    public void GenericUpstream_Redirects_IsFollowedToNamedHostsOnly(string location, string verdict) =>
        Assert.Equal(verdict, Decide(Plan(isRegistry: false, "blobs.example"), location, [new Uri(Https)]));

    [Theory]
    [InlineData("https://registry.example/a", "upstream-redirect-refused")]
    [InlineData("https://blobs.example/b", "named https://blobs.example/b")]
    [InlineData("/b", "named https://blobs.example/b")]
    public void AnotherHost_Redirects_LeadsBackToTheUpstreamNever(string location, string verdict) =>
        Assert.Equal(verdict, Decide(Plan("blobs.example"), location, [new Uri(Https), new Uri("https://blobs.example/a")], hasLeft: true));

    [Fact]
    public void SixthRedirect_InARow_IsRefused()
    {
        var visited = Enumerable.Range(0, 6).Select(hop => new Uri($"https://registry.example/{hop}")).ToList();

        Assert.Equal("own https://registry.example/5x", Decide(Plan(), "/5x", visited[..^1]));
        Assert.Equal("upstream-redirect-loop", Decide(Plan(), "/6x", visited));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(300)]
    [InlineData(304)]
    public void OtherStatus_Answered_IsTheClients(int status) =>
        Assert.Equal("passed", Decide(Plan(), "/x", [new Uri(Https)], status: status));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("192.168.1.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("::1", true)]
    [InlineData("::", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("64:ff9b::7f00:1", true)]
    [InlineData("2002:7f00:1::", true)]
    [InlineData("fd00::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("224.0.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("203.0.113.9", false)]
    [InlineData("2001:db8::1", false)]
    public void Address_LookedAt_IsInsideOrOnTheInternet(string address, bool isInside) =>
        Assert.Equal(isInside, OtherHosts.IsInside(IPAddress.Parse(address)));

    private static RedirectPlan Plan(params string[] hosts) => Plan(isRegistry: true, hosts);

    private static RedirectPlan Plan(bool isRegistry, params string[] hosts)
    {
        var (registry, generic) = RedirectPlan.Of(
            [new Uri("https://registry.example/npm/"), new Uri("https://second.example:8443")],
            new UpstreamOptions { RedirectHosts = [.. hosts] });
        return isRegistry ? registry : generic;
    }

    private static string Decide(RedirectPlan plan, string? location, IReadOnlyList<Uri> visited, bool hasLeft = false, int status = 302) =>
        RedirectVerdict.Decide(plan, (HttpStatusCode)status, location, visited, hasLeft) switch
        {
            RedirectVerdict.Followed followed =>
                $"{(followed.IsOwn ? "own" : followed.IsNamed ? "named" : "allowed")} {followed.Target.AbsoluteUri}",
            RedirectVerdict.Refused refused => refused.Code.Name,
            _ => "passed",
        };
}
