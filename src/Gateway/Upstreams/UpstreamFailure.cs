using System.Net.Sockets;
using System.Security.Authentication;
using Gateway.Errors;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Upstreams;

/// <summary>Tells the failures of an attempt apart. By types and codes, never by the text of an exception.</summary>
internal static class UpstreamFailure
{
    /// <summary>How long a client should wait when nobody is healthy: about one probe interval.</summary>
    private static readonly TimeSpan RetryWhenUnhealthy = TimeSpan.FromSeconds(10);

    /// <summary>Which error a failure is.</summary>
    /// <param name="error">What the forwarder says.</param>
    /// <param name="exception">Its cause.</param>
    public static ErrorCode Classify(ForwarderError error, Exception? exception) => error switch
    {
        ForwarderError.NoAvailableDestinations => ErrorCode.NoHealthyUpstream,
        ForwarderError.RequestTimedOut => ErrorCode.UpstreamTimeout,
        _ => Causes(exception).Select(FromCause).FirstOrDefault(code => code is not null) ?? ErrorCode.UpstreamReset,
    };

    /// <summary>Whether the failure is the client's own leaving, which no other destination mends.</summary>
    public static bool IsClientGone(ForwarderError error) => error is
        ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient
        or ForwarderError.ResponseBodyCanceled or ForwarderError.ResponseBodyClient
        or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeRequestClient
        or ForwarderError.UpgradeResponseCanceled or ForwarderError.UpgradeResponseClient;

    /// <summary>The words for a client.</summary>
    /// <param name="code">Which error.</param>
    /// <param name="exception">Its cause.</param>
    /// <param name="upstream">The upstream's id.</param>
    /// <param name="tried">The addresses of the destinations tried, for those who may see them.</param>
    public static GatewayError Describe(ErrorCode code, Exception? exception, string upstream, IReadOnlyCollection<string> tried)
    {
        var refused = Causes(exception).OfType<UpstreamCertificateException>().FirstOrDefault();
        var detail = refused is null ? $"{code.Title}: {upstream}." : $"The certificate of {upstream} {refused.Reason}.";
        var explanation = tried.Count == 0 ? null : $"Tried {string.Join(", ", tried)}.";
        return new GatewayError(code, detail, explanation, code == ErrorCode.NoHealthyUpstream ? RetryWhenUnhealthy : null);
    }

    private static ErrorCode? FromCause(Exception cause) => cause switch
    {
        UpstreamCertificateException refused => refused.Code,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => ErrorCode.UpstreamDnsFailed,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
            ErrorCode.UpstreamDnsFailed,
        SocketException { SocketErrorCode: SocketError.TimedOut } => ErrorCode.UpstreamTimeout,
        SocketException { SocketErrorCode: SocketError.ConnectionReset } => ErrorCode.UpstreamReset,
        SocketException => ErrorCode.UpstreamConnectionRefused,
        AuthenticationException => ErrorCode.UpstreamCertificateUntrusted,
        _ => null,
    };

    private static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
