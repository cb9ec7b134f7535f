namespace Gateway.Cli;

/// <summary>A command's connection to a server, and sentences for what goes wrong with it.</summary>
internal static class ServerConnection
{
    /// <summary>A client with the command's trust, certificate and patience; it follows no redirect and keeps no cookie.</summary>
    /// <param name="address">The server.</param>
    /// <param name="settings">How to connect.</param>
    /// <param name="longestAnswer">How many bytes of an answer are taken.</param>
    public static HttpClient Open(Uri address, ConnectionSettings settings, int longestAnswer)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy for the outside world does not know this machine's loopback.
            UseProxy = !address.IsLoopback,
            ConnectTimeout = settings.Timeout,
        };
        ServerTrust.Apply(handler.SslOptions, settings);
        return new HttpClient(handler)
        {
            BaseAddress = address,
            Timeout = settings.Timeout,
            MaxResponseContentBufferSize = longestAnswer,
        };
    }

    /// <summary>Why there was no whole answer.</summary>
    /// <param name="exception">What the client threw.</param>
    /// <param name="address">The server.</param>
    /// <param name="argument">The argument that named it.</param>
    /// <param name="remedy">What to do when nothing listens there.</param>
    public static string Describe(HttpRequestException exception, Uri address, string argument, string remedy) =>
        exception.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => $"The name {address.Host} does not resolve; check {argument}.",
            HttpRequestError.ConnectionError => $"Nothing listens at {address}. {remedy}",
            HttpRequestError.SecureConnectionError =>
                $"No TLS connection to {address} came about: {exception.GetBaseException().Message} "
                + $"Name the authority of its certificate with --ca FILE; 'gateway doctor {address}' tells more.",
            _ => BrokenOff(address, exception),
        };

    /// <summary>What is said when a server ended its answer before the end.</summary>
    public static string BrokenOff(Uri address, Exception exception) =>
        $"{address} broke off its answer: {exception.GetBaseException().Message}";

    /// <summary>What is said when a server took longer than it had.</summary>
    public static string NoAnswer(Uri address, TimeSpan timeout) =>
        $"{address} did not answer within {timeout.TotalSeconds} s. Something listens there that hangs or is busy; a longer limit is set "
        + "with --timeout SECONDS.";
}
