using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Gateway;

/// <summary>
/// The service manager that started the process and wants to be told of its state (sd_notify(3)). Written here because
/// Microsoft.Extensions.Hosting.Systemd is not to be had; when it is, <c>UseSystemd()</c> replaces it, but for the watchdog.
/// </summary>
/// <param name="SocketPath">The datagram socket it listens on; an @ in front stands for the abstract namespace.</param>
/// <param name="WatchdogLimit">How long the process may be silent before it is taken for dead; null when nobody watches.</param>
internal sealed record ServiceManager(string SocketPath, TimeSpan? WatchdogLimit)
{
    /// <summary>That of this process; null when nobody wants to be told.</summary>
    public static ServiceManager? OfThisProcess() => Of(Environment.GetEnvironmentVariable, Environment.ProcessId);

    /// <summary>That which these variables name.</summary>
    /// <param name="variable">Gives the value of an environment variable.</param>
    /// <param name="processId">The process that the watchdog's variables must be meant for, where they name one.</param>
    public static ServiceManager? Of(Func<string, string?> variable, int processId)
    {
        if (variable("NOTIFY_SOCKET") is not { Length: > 0 } path)
        {
            return null;
        }

        var isMeant = variable("WATCHDOG_PID") is not { Length: > 0 } meant
            || (int.TryParse(meant, CultureInfo.InvariantCulture, out var id) && id == processId);
        var isWatched = long.TryParse(variable("WATCHDOG_USEC"), CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0;
        return new ServiceManager(path, isMeant && isWatched ? TimeSpan.FromMicroseconds(microseconds) : null);
    }

    /// <summary>Tells it something, such as <c>READY=1</c>. A manager that does not listen is no reason to fail.</summary>
    public void Tell(string state)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            var path = SocketPath[0] == '@' ? '\0' + SocketPath[1..] : SocketPath;
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            // It was restarted, or the unit lost its socket: serving goes on.
        }
    }
}
