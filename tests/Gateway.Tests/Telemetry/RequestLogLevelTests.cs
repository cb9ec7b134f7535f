using Gateway.Telemetry;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Telemetry;

public sealed class RequestLogLevelTests
{
    [Fact]
    public async Task TwoRequests_OfTwoEnvironments_KeepTheirLevelsApart()
    {
        var entered = new TaskCompletionSource();
        async Task<(bool Debug, bool Warning)> Request(LogLevel level)
        {
            RequestLogLevel.Enter(new RequestRecord(), new RequestLogLevel.LevelSource(level));
            await entered.Task;
            return (RequestLogLevel.Allows(LogLevel.Debug, LogLevel.None), RequestLogLevel.Allows(LogLevel.Warning, LogLevel.None));
        }

        var dev = Request(LogLevel.Debug);
        var prod = Request(LogLevel.Error);
        entered.SetResult();

        Assert.Equal(((true, true), (false, false)), (await dev, await prod));
    }

    [Fact]
    public async Task LineOfNoRequest_Written_IsFilteredByTheLevelOutside()
    {
        await Task.Yield();

        Assert.True(RequestLogLevel.Allows(LogLevel.Information, LogLevel.Information));
        Assert.False(RequestLogLevel.Allows(LogLevel.Debug, LogLevel.Information));
    }

    [Fact]
    public async Task Level_ChangedDuringARequest_CountsAtOnce()
    {
        await Task.Yield();
        var source = new RequestLogLevel.LevelSource(LogLevel.Warning);
        RequestLogLevel.Enter(new RequestRecord(), source);

        source.Level = LogLevel.Debug;

        Assert.True(RequestLogLevel.Allows(LogLevel.Debug, LogLevel.None));
    }
}
