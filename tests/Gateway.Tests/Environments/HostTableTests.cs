using FsCheck;
using FsCheck.Fluent;
using Gateway.Environments;
using Xunit;
using HostName = Gateway.Environments.HostName;

namespace Gateway.Tests.Environments;

public sealed class HostTableTests
{
    private const int Http = 80;

    /// <summary>Few labels and ports, so that random hosts often meet random patterns.</summary>
    private static readonly Gen<string> Names = Gen.OneOf(
        Gen.Elements("a", "b", "c").NonEmptyListOf().Select(labels => string.Join('.', labels.Take(4))),
        Gen.Constant("[::1]"));

    private static readonly Gen<HostPattern> Patterns =
        from name in Names
        from isSuffix in Gen.Elements(true, false)
        from port in Gen.Elements<int?>(null, null, Http, 8080)
        select new HostPattern(name, isSuffix && name[0] != '[', port);

    private static readonly Gen<string> Authorities =
        from name in Names
        from upper in Gen.Elements(true, false)
        from dot in Gen.Elements("", ".")
        from port in Gen.Elements("", ":80", ":8080", ":9")
        let spelled = (upper ? name.ToUpperInvariant() : name) + (name[0] == '[' ? "" : dot)
        select spelled + port;

    [Theory]
    [InlineData("modules.example.com", "prod")]
    [InlineData("MODULES.example.COM", "prod")]
    [InlineData("modules.example.com.", "prod")]
    [InlineData("modules.example.com:1234", "prod")]
    [InlineData("a.prod.example.com", "suffix")]
    [InlineData("a.b.prod.example.com:80", "suffix")]
    [InlineData("x.deep.prod.example.com", "deep")]
    [InlineData("localhost", "dev")]
    [InlineData("localhost:8080", "dev")]
    [InlineData("localhost:8082", "by port")]
    [InlineData("LOCALHOST.:8082", "by port")]
    [InlineData("xn--bcher-kva.example", "books")]
    [InlineData("bücher.example", "books")]
    [InlineData("plain", "port 80")]
    [InlineData("plain:80", "port 80")]
    [InlineData("[::1]", "six at 80")]
    [InlineData("[::1]:81", "six")]
    [InlineData("prod.example.com", null)]
    [InlineData("example.com", null)]
    [InlineData("xprod.example.com", null)]
    [InlineData("plain:81", null)]
    [InlineData("", null)]
    [InlineData(":80", null)]
    [InlineData("localhost:", null)]
    [InlineData("localhost:80808", null)]
    [InlineData("localhost:8080:8080", null)]
    [InlineData("user@localhost", null)]
    public void Host_Asked_FindsTheMostSpecificPattern(string authority, string? expected)
    {
        var table = new HostTable<string>(
        [
            (Pattern("modules.example.com"), "prod"),
            (Pattern("*.prod.example.com"), "suffix"),
            (Pattern("*.deep.prod.example.com"), "deep"),
            (Pattern("localhost"), "dev"),
            (Pattern("localhost:8082"), "by port"),
            (Pattern("bücher.example"), "books"),
            (Pattern("plain:80"), "port 80"),
            (Pattern("[::1]"), "six"),
            (Pattern("[::1]:80"), "six at 80"),
        ]);

        Assert.Equal(expected, table.Find(authority, Http));
    }

    [Fact]
    public void HostWithoutPort_OverHttps_MeansPort443()
    {
        var table = new HostTable<string>([(Pattern("a:80"), "http"), (Pattern("a:443"), "https")]);

        Assert.Equal(("http", "https"), (table.Find("a", 80), table.Find("a", 443)));
    }

    [Fact]
    public void AnyPatternsAndHost_Asked_AgreeWithComparingOneByOne() =>
        Prop.ForAll(Patterns.ListOf().ToArbitrary(), Authorities.ToArbitrary(), (patterns, authority) =>
        {
            var entries = patterns.Select((pattern, index) => (pattern, $"{index}")).ToList();
            Assert.Equal(Reference(entries, authority), new HostTable<string>(entries).Find(authority, Http));
        }).QuickCheckThrowOnFailure();

    private static HostPattern Pattern(string text) =>
        HostPattern.TryParse(text, out var pattern, out var fault) ? pattern! : throw new InvalidOperationException(fault);

    /// <summary>The rule as it is written in the documentation, without any table.</summary>
    private static string? Reference(IEnumerable<(HostPattern Pattern, string Value)> entries, string authority)
    {
        Assert.True(HostName.TrySplitPort(authority, out var host, out var port));
        var name = HostName.Normalise(host)!;
        return entries
            .Where(entry => entry.Pattern.Port is null || entry.Pattern.Port == (port ?? Http))
            .Where(entry => entry.Pattern.IsSuffix
                ? name.EndsWith("." + entry.Pattern.Name, StringComparison.Ordinal)
                : name == entry.Pattern.Name)
            .OrderBy(entry => entry.Pattern.IsSuffix)
            .ThenByDescending(entry => entry.Pattern.Name.Length)
            .ThenBy(entry => entry.Pattern.Port is null)
            .Select(entry => entry.Value)
            .FirstOrDefault();
    }
}
