using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace Gateway.Benchmarks.Roles;

/// <summary>What an origin does instead of answering well, for as long as a scenario wants.</summary>
internal sealed class Trouble(TimeProvider time)
{
    /// <summary>All is well.</summary>
    public const string None = "none";

    /// <summary>No request is answered.</summary>
    public const string Hang = "hang";

    /// <summary>Every request is answered with 503.</summary>
    public const string Refuse = "refuse";

    /// <summary>Every tenth answer is half sent, and its connection reset.</summary>
    public const string Reset = "reset";

    /// <summary>Every answer takes more than ten times what it took.</summary>
    public const string Slow = "slow";

    private const int ResetOneOf = 10;

    /// <summary>Kestrel answers a request from memory in a tenth of this also under load.</summary>
    private static readonly TimeSpan Slowness = TimeSpan.FromMilliseconds(20);

    private string _kind = None;
    private int _answers;

    /// <summary>From now on it is another one.</summary>
    public void Become(string kind) => Volatile.Write(ref _kind, kind);

    /// <summary>Does what the trouble is.</summary>
    /// <param name="context">A request.</param>
    /// <param name="whole">The body that it would get.</param>
    /// <returns>Whether the request is done with.</returns>
    public async ValueTask<bool> MeetAsync(HttpContext context, Func<byte[]> whole)
    {
        switch (Volatile.Read(ref _kind))
        {
            case Hang:
                await HangAsync(context);
                return true;
            case Refuse:
                context.Response.Clear();
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return true;
            case Reset when Interlocked.Increment(ref _answers) % ResetOneOf == 0:
                await BreakAsync(context, whole());
                return true;
            case Slow:
                await Task.Delay(Slowness, time, context.RequestAborted);
                return false;
            default:
                return false;
        }
    }

    private async Task HangAsync(HttpContext context)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // Who asked has given up.
        }
    }

    private static async Task BreakAsync(HttpContext context, byte[] whole)
    {
        await context.Response.BodyWriter.WriteAsync(whole.AsMemory(0, whole.Length / 2));
        await context.Response.BodyWriter.FlushAsync();
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        context.Abort();
    }
}
