using FsCheck;
using FsCheck.Fluent;
using Gateway.Environments;
using Xunit;

namespace Gateway.Tests.Environments;

public sealed class RequestTargetTests
{
    private static readonly Gen<string> Targets = Gen
        .Elements(
            "/", "/", ".", "..", "%2e", "%2F", "%5c", "\\", "%", "%4", "%zz", "%00", "a", "?", "#", ";", "%C0%AE", "%e0%80%af", "é", "//")
        .ArrayOf().Select(pieces => "/" + string.Concat(pieces));

    [Theory]
    [InlineData("/")]
    [InlineData("/a/b")]
    [InlineData("/@scope%2fname")]
    [InlineData("/@scope%2Fname")]
    [InlineData("/a%2Bb+c%20d%25e")]
    [InlineData("/a;b=1/!up/@v/v1.0.0.zip")]
    [InlineData("/a.b/..c/c../...")]
    [InlineData("/.npmrc")]
    [InlineData("/.../x")]
    [InlineData("/a//b/")]
    [InlineData("/a?")]
    [InlineData("/a?../%2e%2e/%zz%&\\=%00")]
    [InlineData("/%C3%A9")]
    [InlineData("/%e2%82%ac")]
    [InlineData("/%f0%9f%98%80")]
    [InlineData("/caf%e9")]
    [InlineData("/%252e%252e/x")]
    public void UnambiguousTarget_Read_StaysAsItCame(string raw)
    {
        Assert.Null(RequestTarget.Read(raw, out var target));
        Assert.Equal(raw, target.Value);
        Assert.Equal(raw.Split('?')[0], target.Path.ToString());
    }

    [Theory]
    [InlineData("http://host", "/")]
    [InlineData("http://host/", "/")]
    [InlineData("HTTP://host:80/a%2fb?c", "/a%2fb?c")]
    [InlineData("https://host?q=/x", "/?q=/x")]
    public void AbsoluteForm_Read_GivesTheOriginForm(string raw, string expected)
    {
        Assert.Null(RequestTarget.Read(raw, out var target));
        Assert.Equal(expected, target.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("host:443")]
    [InlineData("://host/")]
    [InlineData("http://user@host/a")]
    [InlineData("a/b")]
    public void TargetWithoutPath_Read_IsRefused(string raw) =>
        Assert.Contains("not a path", RequestTarget.Read(raw, out _), StringComparison.Ordinal);

    [Theory]
    [InlineData("/..")]
    [InlineData("/.")]
    [InlineData("/./a")]
    [InlineData("/a/../b")]
    [InlineData("/a/..")]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/a/%2E./b")]
    [InlineData("/a/.%2e")]
    [InlineData("/a%2f..%2fb")]
    [InlineData("/a%2F%2e%2E%2Fb")]
    [InlineData("/..%2fa")]
    [InlineData("/%2e")]
    [InlineData("/a/..;/b")]
    [InlineData("/a/..;x=1/b")]
    [InlineData("/a/.;/b")]
    [InlineData("/a/..%3b/b")]
    [InlineData("/a/..?q")]
    [InlineData("http://host/../a")]
    public void DotSegment_InWhateverSpelling_IsRefused(string raw) =>
        Assert.Contains("dot segment", RequestTarget.Read(raw, out _), StringComparison.Ordinal);

    [Theory]
    [InlineData("/%c0%ae%c0%ae/a")]
    [InlineData("/%C1%9C")]
    [InlineData("/a%c0%afb")]
    [InlineData("/%e0%80%ae")]
    [InlineData("/%f0%80%80%af")]
    public void OverlongUtf8_Read_IsRefused(string raw) =>
        Assert.Contains("overlong", RequestTarget.Read(raw, out _), StringComparison.Ordinal);

    [Theory]
    [InlineData("/a%")]
    [InlineData("/a%2")]
    [InlineData("/a%zz")]
    [InlineData("/a%2g/b")]
    [InlineData("/%u002f")]
    public void BrokenEscape_Read_IsRefused(string raw) =>
        Assert.Contains("escape", RequestTarget.Read(raw, out _), StringComparison.Ordinal);

    [Theory]
    [InlineData("/a%00b", "NUL")]
    [InlineData("/a\0b%20", "control character")]
    [InlineData("/a b", "space")]
    [InlineData("/a?b\u007f", "control character")]
    [InlineData("/a\\b", "backslash")]
    [InlineData("/a%5cb", "backslash")]
    [InlineData("/..\\a", "backslash")]
    [InlineData("/a%5C..", "backslash")]
    [InlineData("/a#b", "fragment")]
    [InlineData("/a?b#c", "fragment")]
    public void AmbiguousCharacter_Read_IsRefused(string raw, string reason) =>
        Assert.Contains(reason, RequestTarget.Read(raw, out _), StringComparison.Ordinal);

    [Fact]
    public void AnyAcceptedTarget_DecodedAndResolvedByAServer_StaysBelowItsFirstSegment() =>
        Prop.ForAll(Targets.ToArbitrary(), rest =>
        {
            var raw = "/mount" + rest;
            if (RequestTarget.Read(raw, out var target) is not null)
            {
                return true;
            }

            // A server that decodes first, takes a backslash for a slash and drops path parameters: the worst reading there is.
            var decoded = Uri.UnescapeDataString(target.Path.ToString()).Replace('\\', '/');
            return decoded.Split('/').Select(segment => segment.Split(';')[0]).All(segment => segment is not ("." or ".."));
        }).QuickCheckThrowOnFailure();
}
