using Gateway.Telemetry;
using Xunit;

namespace Gateway.Tests.Telemetry;

public sealed class AccessTargetTests
{
    [Theory]
    [InlineData("/a%2fb", "/a%2fb")]
    [InlineData("/a?token=secret", "/a")]
    [InlineData("/a?", "/a")]
    [InlineData("?token=secret", "")]
    [InlineData("", "")]
    [InlineData("http://host/a?token=secret", "http://host/a")]
    public void Target_Shown_HasNoQuery(string target, string expected) => Assert.Equal(expected, AccessTarget.WithoutQuery(target));

    [Fact]
    public void LongTarget_Shown_IsCut()
    {
        var target = "/" + new string('a', 8000);

        Assert.Equal(target[..512], AccessTarget.WithoutQuery(target));
        Assert.Equal(target[..512], AccessTarget.WithoutQuery(target + "?q"));
    }
}
