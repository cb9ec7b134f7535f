using System.Net.Sockets;
using System.Text;
using Gateway.TestKit;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Gateway.Tests;

public sealed class ServiceNotificationTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly Lifetime _lifetime = new();
    private readonly ManualClock _clock = new();

    public ServiceNotificationTests()
    {
        _manager.Bind(new UnixDomainSocketEndPoint(_folder["notify"]));
        _manager.ReceiveTimeout = (int)Poll.Patience.TotalMilliseconds;
    }

    public void Dispose()
    {
        _manager.Dispose();
        _lifetime.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task GatewayStartsAndStops_ManagerListens_IsToldBoth()
    {
        using var notification = new ServiceNotification(new ServiceManager(_folder["notify"], null), _lifetime, _clock);

        await notification.StartingAsync(CancellationToken.None);
        await notification.StartedAsync(CancellationToken.None);
        Assert.StartsWith("READY=1\nSTATUS=Gateway ", Heard(), StringComparison.Ordinal);
        _lifetime.StopApplication();

        Assert.Equal("STOPPING=1", Heard());
    }

    [Fact]
    public async Task WatchdogSet_HalfOfItsLimitPasses_SignOfLifeIsGiven()
    {
        using var notification = new ServiceNotification(
            new ServiceManager(_folder["notify"], TimeSpan.FromSeconds(30)), _lifetime, _clock);

        await notification.StartAsync(CancellationToken.None);
        Assert.Equal("WATCHDOG=1", Heard());
        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("WATCHDOG=1", Heard());
        await notification.StopAsync(CancellationToken.None);

        Assert.Equal(0, _manager.Available);
    }

    [Fact]
    public async Task NobodyListens_Told_IsNoFailure()
    {
        using var notification = new ServiceNotification(new ServiceManager(_folder["absent"], null), _lifetime, _clock);

        await notification.StartedAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(null, null, null, null, null)]
    [InlineData("/run/notify", null, null, "/run/notify", null)]
    [InlineData("@abstract", "30000000", null, "@abstract", 30)]
    [InlineData("/run/notify", "30000000", "7", "/run/notify", 30)]
    [InlineData("/run/notify", "30000000", "8", "/run/notify", null)]
    [InlineData("/run/notify", "soon", null, "/run/notify", null)]
    public void VariablesOfAManager_Read_SayWhomToTellAndHowOften(
        string? socket, string? microseconds, string? process, string? path, int? seconds)
    {
        var manager = ServiceManager.Of(
            name => name switch { "NOTIFY_SOCKET" => socket, "WATCHDOG_USEC" => microseconds, _ => process }, 7);

        Assert.Equal((path, (double?)seconds), (manager?.SocketPath, manager?.WatchdogLimit?.TotalSeconds));
    }

    private string Heard()
    {
        var buffer = new byte[256];
        return Encoding.UTF8.GetString(buffer, 0, _manager.Receive(buffer));
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
