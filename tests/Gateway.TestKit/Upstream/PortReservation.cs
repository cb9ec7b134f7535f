using System.Net;
using System.Net.Sockets;

namespace Gateway.TestKit.Upstream;

/// <summary>
/// Keeps a loopback port for an upstream that stops and starts again: while nothing listens, connections are refused, and no other
/// test can be given the port.
/// </summary>
public sealed class PortReservation : IDisposable
{
    private readonly Socket _placeholder;

    /// <summary>Takes a port.</summary>
    /// <param name="endPoint">Which one; null for one of the system's choice on 127.0.0.1.</param>
    public PortReservation(IPEndPoint? endPoint = null)
    {
        _placeholder = CreateSocket(endPoint ?? new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint = (IPEndPoint)_placeholder.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Another socket on the same port, for the server to listen on.</summary>
    public Socket CreateBoundSocket() => CreateSocket(EndPoint);

    public void Dispose() => _placeholder.Dispose();

    private static Socket CreateSocket(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        socket.Bind(endPoint);
        return socket;
    }
}
