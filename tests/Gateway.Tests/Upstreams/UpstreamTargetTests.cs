using Gateway.Upstreams;
using Xunit;

namespace Gateway.Tests.Upstreams;

public sealed class UpstreamTargetTests
{
    [Theory]
    [InlineData("http://h:1/", "/a%2fb%2Fc%2B+%20%25;!@", "http://h:1/a%2fb%2Fc%2B+%20%25;!@")]
    [InlineData("http://h:1", "/a", "http://h:1/a")]
    [InlineData("http://h:1/", "", "http://h:1/")]
    [InlineData("http://h:1", "?q", "http://h:1/?q")]
    [InlineData("http://h:1/base/", "/a", "http://h:1/base/a")]
    [InlineData("http://h:1/base", "", "http://h:1/base")]
    [InlineData("http://h:1/base/", "?q=%zz", "http://h:1/base?q=%zz")]
    [InlineData("http://h:1/", "//a", "http://h:1//a")]
    [InlineData("http://h:1/", "/a?", "http://h:1/a?")]
    [InlineData("https://[::1]:8443/x/", "/a?b?c", "https://[::1]:8443/x/a?b?c")]
    public void DestinationAndRest_Joined_KeepEveryByte(string destination, string rest, string expected)
    {
        var uri = UpstreamTarget.Join(destination, rest);

        Assert.Equal(expected, uri.OriginalString);
        Assert.Equal(expected[expected.IndexOf('/', 8)..], uri.PathAndQuery);
    }
}
