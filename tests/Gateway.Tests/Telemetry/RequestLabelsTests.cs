using Gateway.Telemetry;
using Xunit;

namespace Gateway.Tests.Telemetry;

public sealed class RequestLabelsTests
{
    [Theory]
    [InlineData("GET", "GET")]
    [InlineData("PURGE", "PURGE")]
    [InlineData("get", RequestLabels.OtherMethod)]
    [InlineData("X<script>", RequestLabels.OtherMethod)]
    public void Method_OfAClient_IsFoldedWhenUnknown(string method, string expected) =>
        Assert.Equal(expected, RequestLabels.OfMethod(method));

    [Theory]
    [InlineData(200, 200)]
    [InlineData(599, 599)]
    [InlineData(99, 0)]
    [InlineData(600, 0)]
    [InlineData(-1, 0)]
    public void Status_OfAnAnswer_IsFoldedWhenItIsNone(int status, int expected) =>
        Assert.Equal(expected, RequestLabels.OfStatus(status));
}
