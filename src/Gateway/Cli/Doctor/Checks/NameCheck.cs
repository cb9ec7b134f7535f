using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Gateway.Cli.Doctor.Checks;

/// <summary>Whether the name resolves, and to what.</summary>
internal sealed class NameCheck : ICheck
{
    /// <inheritdoc/>
    public string Title => "name";

    /// <inheritdoc/>
    public bool CarriesTheRest => true;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Finding> CheckAsync(Walk walk, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var host = walk.Url.DnsSafeHost;
        if (IPAddress.TryParse(host, out var written))
        {
            walk.Addresses = [written];
            yield break;
        }

        var failure = await ResolveAsync(walk, host, cancellationToken);
        if (failure is null)
        {
            yield return new Finding(Title, FindingWeight.Good, "name-resolved", $"{host} is {string.Join(", ", walk.Addresses)}");
            yield break;
        }

        var byProxy = ProxySettings.For(walk.Url, walk.Surroundings) is { } proxy
            ? $" {proxy.Variable} is set: npm and go leave the name to the proxy {proxy.Shown}, which may know it, and fail without it."
            : "";
        yield return new Finding(
            Title,
            FindingWeight.Fault,
            "name-unresolved",
            $"The name {host} does not resolve ({failure}).{byProxy}",
            "Check the spelling; whether this machine is in the right network or VPN; and /etc/resolv.conf, or the dns settings of the "
            + $"container. 'getent hosts {host}' asks the same resolver.");
    }

    private static async Task<string?> ResolveAsync(Walk walk, string host, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(walk.Plan.Connection.Timeout);
        try
        {
            walk.Addresses = await Dns.GetHostAddressesAsync(host, limit.Token);
            return walk.Addresses.Count == 0 ? "it has no address" : null;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode switch
            {
                SocketError.HostNotFound => "no such name",
                SocketError.TryAgain => "the name server does not answer",
                SocketError.NoData => "the name has no address",
                _ => exception.Message,
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"the name server does not answer within {walk.Plan.Connection.Timeout.TotalSeconds} s";
        }
    }
}
