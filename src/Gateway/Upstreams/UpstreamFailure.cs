using System.Net.Sockets;
using System.Security.Authentication;
using Gateway.Errors;
using Gateway.Upstreams.Tls;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Upstreams;

/// <summary>Tells the failures of an attempt apart. By types and codes, never by the text of an exception.</summary>
internal static class UpstreamFailure
{
    /// <summary>How long a client should wait when nobody is healthy: about one probe interval.</summary>
    private static readonly TimeSpan RetryWhenUnhealthy = TimeSpan.FromSeconds(10);

    /// <summary>Which error a failure is; null when the client left, which is none.</summary>
    /// <param name="error">What the forwarder says.</param>
    /// <param name="exception">Its cause.</param>
    public static ErrorCode? Classify(ForwarderError error, Exception? exception) => error switch
    {
        ForwarderError.NoAvailableDestinations => ErrorCode.NoHealthyUpstream,
        ForwarderError.RequestTimedOut => ErrorCode.UpstreamTimeout,
        // A chunk size beyond 64 bits comes out of the server as an overflow, and not as the bad request that it is.
        _ when IsTheClients(error) => Causes(exception).OfType<BadHttpRequestException>().Select(FromClient).FirstOrDefault()
            ?? (Causes(exception).Any(cause => cause is OverflowException) ? ErrorCode.InvalidBody : null),
        _ => AlertOf(exception)?.Code ?? Causes(exception).Select(FromCause).FirstOrDefault(code => code is not null)
            ?? ErrorCode.UpstreamReset,
    };

    private static bool IsTheClients(ForwarderError error) => error is
        ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient
        or ForwarderError.ResponseBodyCanceled or ForwarderError.ResponseBodyClient
        or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeRequestClient
        or ForwarderError.UpgradeResponseCanceled or ForwarderError.UpgradeResponseClient;

    /// <summary>Whether no connection was made, so that the destination cannot have seen the request.</summary>
    public static bool NothingWasSent(Exception? exception) => Causes(exception).Any(cause => cause switch
    {
        HttpRequestException failed => failed.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError,

        // How the client library tells that no connection was made within ConnectTimeout; no other limit of its own is in use.
        OperationCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    });

    /// <summary>The words for a client.</summary>
    /// <param name="code">Which error.</param>
    /// <param name="exception">Its cause.</param>
    /// <param name="upstream">The upstream's id.</param>
    /// <param name="tried">The addresses of the destinations tried, for those who may see them.</param>
    /// <param name="wait">When the upstream will be asked again, where that is known.</param>
    public static GatewayError Describe(
        ErrorCode code, Exception? exception, string upstream, IReadOnlyCollection<string> tried, TimeSpan? wait = null)
    {
        var telling = Causes(exception).FirstOrDefault(cause => cause is UpstreamRefusalException or UpstreamCertificateException
            or ClientCertificateRequiredException or BadHttpRequestException);
        var detail = telling switch
        {
            UpstreamRefusalException refused => $"{refused.Message} It is the answer of {upstream}.",
            UpstreamCertificateException refused => $"The certificate of {upstream} {refused.Reason}.",
            BadHttpRequestException bad => bad.Message,
            ClientCertificateRequiredException => ClientCertificateAlert.Required(upstream),
            _ => AlertOf(exception)?.Describe(upstream) ?? $"{code.Title}: {upstream}.",
        };
        var explanation = tried.Count == 0 ? null : $"Tried {string.Join(", ", tried)}.";
        return new GatewayError(code, detail, explanation, wait ?? (code == ErrorCode.NoHealthyUpstream ? RetryWhenUnhealthy : null));
    }

    private static ClientCertificateAlert? AlertOf(Exception? exception) =>
        Causes(exception).Select(ClientCertificateAlert.Of).FirstOrDefault(alert => alert is not null);

    private static ErrorCode FromClient(BadHttpRequestException cause) =>
        cause.StatusCode == StatusCodes.Status413PayloadTooLarge ? ErrorCode.BodyTooLarge : ErrorCode.InvalidBody;

    private static ErrorCode? FromCause(Exception cause) => cause switch
    {
        UpstreamRefusalException refused => refused.Code,
        UpstreamCertificateException refused => refused.Code,
        ClientCertificateRequiredException => ErrorCode.UpstreamClientCertificateRequired,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => ErrorCode.UpstreamDnsFailed,
        // What goes beyond a limit of the client library is a head that is larger than any answer's.
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } =>
            ErrorCode.UpstreamInvalidResponse,
        HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } => ErrorCode.UpstreamInvalidResponse,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
            ErrorCode.UpstreamDnsFailed,
        SocketException { SocketErrorCode: SocketError.TimedOut } => ErrorCode.UpstreamTimeout,
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown } =>
            ErrorCode.UpstreamReset,
        SocketException => ErrorCode.UpstreamConnectionRefused,
        TimeoutException => ErrorCode.UpstreamTimeout,
        AuthenticationException => ErrorCode.UpstreamTlsFailed,
        _ => null,
    };

    // Outermost first. The forwarder joins the failures of the two directions in one exception.
    private static IEnumerable<Exception> Causes(Exception? exception) => exception switch
    {
        null => [],
        AggregateException several => several.InnerExceptions.SelectMany(Causes),
        _ => Causes(exception.InnerException).Prepend(exception),
    };
}
