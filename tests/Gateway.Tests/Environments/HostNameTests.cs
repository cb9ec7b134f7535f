using FsCheck;
using FsCheck.Fluent;
using Xunit;
using HostName = Gateway.Environments.HostName;

namespace Gateway.Tests.Environments;

public sealed class HostNameTests
{
    private static readonly Gen<string> Hosts = Gen.OneOf(
        Gen.Elements("a", "B", "-", "_", ".", "..", "xn--", "bücher", "ß", "。", "[", "]", "::1", "%", " ", "/", "1").ArrayOf().Select(
            string.Concat),
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));

    [Theory]
    [InlineData("example.com", "example.com")]
    [InlineData("EXAMPLE.Com", "example.com")]
    [InlineData("example.com.", "example.com")]
    [InlineData("under_score.corp", "under_score.corp")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.example.", "xn--bcher-kva.example")]
    [InlineData("XN--BCHER-KVA.example", "xn--bcher-kva.example")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("[::1]", "[::1]")]
    [InlineData("[0:0:0:0:0:0:0:1]", "[::1]")]
    [InlineData("[2001:DB8::A]", "[2001:db8::a]")]
    public void Host_Normalised_HasOneForm(string host, string expected) => Assert.Equal(expected, HostName.Normalise(host));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("example.com..")]
    [InlineData(".example.com")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a%2eb")]
    [InlineData("user@host")]
    [InlineData("*")]
    [InlineData("a:80")]
    [InlineData("[::1")]
    [InlineData("[]")]
    [InlineData("[1.2.3.4]")]
    [InlineData("[[::1]]")]
    [InlineData("[[::1]:80]")]
    [InlineData("[fe80::1%eth0]")]
    [InlineData("ü..example")]
    public void NoHost_Normalised_IsRefused(string host) => Assert.Null(HostName.Normalise(host));

    [Fact]
    public void NameLongerThanDnsCarries_Normalised_IsRefused()
    {
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 49), 5)) + ".aaa";

        Assert.Equal(253, longest.Length);
        Assert.Equal(longest, HostName.Normalise(longest));
        Assert.Null(HostName.Normalise(longest + "a"));
    }

    [Theory]
    [InlineData("example.com", "example.com", null)]
    [InlineData("example.com:8080", "example.com", 8080)]
    [InlineData("example.com:65535", "example.com", 65535)]
    [InlineData("[::1]", "[::1]", null)]
    [InlineData("[::1]:443", "[::1]", 443)]
    public void Authority_Split_GivesHostAndPort(string authority, string host, int? port)
    {
        Assert.True(HostName.TrySplitPort(authority, out var actualHost, out var actualPort));
        Assert.Equal((host, port), (actualHost.ToString(), actualPort));
    }

    [Theory]
    [InlineData("example.com:")]
    [InlineData("example.com:0")]
    [InlineData("example.com:65536")]
    [InlineData("example.com:+80")]
    [InlineData("example.com: 80")]
    [InlineData("example.com:8o")]
    [InlineData("example.com:44\0")]
    public void AuthorityWithBadPort_Split_IsRefused(string authority) => Assert.False(HostName.TrySplitPort(authority, out _, out _));

    [Fact]
    public void AnyText_NormalisedTwice_StaysTheSame() =>
        Prop.ForAll(Hosts.ToArbitrary(), host =>
        {
            var once = HostName.Normalise(host);
            return once is null || HostName.Normalise(once) == once && HostName.Normalise(once.ToUpperInvariant()) == once;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyHost_WithTrailingDot_IsTheSameHost() =>
        Prop.ForAll(Hosts.ToArbitrary(), host =>
        {
            var plain = HostName.Normalise(host);
            return plain is null || host.EndsWith('.') || host.EndsWith('。')
                || host.StartsWith('[') || HostName.Normalise(host + ".") == plain;
        }).QuickCheckThrowOnFailure();
}
