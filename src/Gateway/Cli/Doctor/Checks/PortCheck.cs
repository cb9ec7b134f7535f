using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Gateway.Cli.Doctor.Checks;

/// <summary>Whether the port takes connections, on each address until one does.</summary>
internal sealed class PortCheck : ICheck
{
    /// <inheritdoc/>
    public string Title => "port";

    /// <inheritdoc/>
    public bool CarriesTheRest => true;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Finding> CheckAsync(Walk walk, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var failures = new List<Finding>();
        foreach (var address in walk.Addresses)
        {
            var endPoint = new IPEndPoint(address, walk.Url.Port);
            if (await ConnectAsync(walk, endPoint, cancellationToken) is not { } failure)
            {
                yield return new Finding(Title, FindingWeight.Good, "port-open", $"{endPoint} takes connections");
                break;
            }

            failures.Add(failure);
        }

        // A client that is given several addresses tries them all too, though it may wait long for a silent one.
        foreach (var failure in failures)
        {
            yield return walk.Connection is null ? failure : failure with { Weight = FindingWeight.Warning };
        }
    }

    private async Task<Finding?> ConnectAsync(Walk walk, IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(walk.Plan.Connection.Timeout);
        try
        {
            await socket.ConnectAsync(endPoint, limit.Token);
            walk.Connection = new TappedStream(new NetworkStream(socket, ownsSocket: true));
            return null;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            return Of(endPoint, exception);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            return Filtered(endPoint);
        }
    }

    private Finding Of(IPEndPoint endPoint, SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => new Finding(
            Title,
            FindingWeight.Fault,
            "port-refused",
            $"{endPoint} refuses connections: the machine is there, but nothing listens on port {endPoint.Port}.",
            "Check the port in the URL; that the server runs ('ss -ltn' on it lists what listens) and listens on that address and not only "
            + "on 127.0.0.1; in a container, that the port is published."),
        SocketError.TimedOut => Filtered(endPoint),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.HostDown => new Finding(
            Title,
            FindingWeight.Fault,
            "host-unreachable",
            $"There is no way to {endPoint} from here ({exception.SocketErrorCode}).",
            "Check the network, the VPN and the routes ('ip route get ADDRESS'); an IPv6 address needs IPv6 on the whole way."),
        _ => new Finding(
            Title, FindingWeight.Fault, "port-failed", $"No connection to {endPoint}: {exception.Message}.", "Check the address and "
                + "the network."),
    };

    private Finding Filtered(IPEndPoint endPoint) => new(
        Title,
        FindingWeight.Fault,
        "port-filtered",
        $"{endPoint} does not answer at all: something on the way drops the packets, or the machine is off.",
        "Check firewalls and security groups between here and there, and the VPN; a refused port would have said so at once.");
}
