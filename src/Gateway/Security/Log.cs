using System.Net;

namespace Gateway.Security;

/// <summary>What security logs; ids 1900 to 1999.</summary>
internal static partial class Log
{
    [LoggerMessage(1900, LogLevel.Debug, "Refused a TLS handshake: no certificate is for the server name '{ServerName}'.")]
    public static partial void UnknownServerName(ILogger logger, string serverName);

    [LoggerMessage(1901, LogLevel.Information,
        "Made a development certificate for {Names} in {Certificate}. Let clients trust {Authority}: "
        + "NODE_EXTRA_CA_CERTS={Authority} for npm, SSL_CERT_FILE={Authority} for go, curl --cacert {Authority}.")]
    public static partial void DevelopmentCertificateMade(ILogger logger, string names, string certificate, string authority);

    [LoggerMessage(1902, LogLevel.Information,
        "Using the development certificate {Certificate}; clients must trust {Authority} (see docs/configuration.md).")]
    public static partial void DevelopmentCertificateReused(ILogger logger, string certificate, string authority);

    [LoggerMessage(1910, LogLevel.Warning,
        "Refused with {Code}: identity={Identity} address={Address} environment={Environment} repository={Repository} action={Action} "
        + "name={Name} missing role: {MissingRole}")]
    public static partial void Refused(
        ILogger logger, string code, string identity, IPAddress address, string environment, string repository, string action, string name,
        string missingRole);

    [LoggerMessage(1911, LogLevel.Debug, "Refused the client certificate '{Subject}': it {Reason}.")]
    public static partial void ClientCertificateRefused(ILogger logger, string subject, string reason);

    [LoggerMessage(1912, LogLevel.Information,
        "{Identity} was given a token for environment {Environment} that lasts until {Expires:O}; address={Address}")]
    public static partial void TokenGiven(ILogger logger, string identity, string environment, DateTimeOffset expires, IPAddress address);

    [LoggerMessage(
        1913, LogLevel.Warning, "{Address} has {Limit} connections open, which is as many as it may; more are ended until it closes some.")]
    public static partial void TooManyConnections(ILogger logger, IPAddress address, int limit);

    [LoggerMessage(
        1920, LogLevel.Warning, "The certificate {Path} has changed and cannot be used; the one before it is still shown: {Reason}")]
    public static partial void CertificateStale(ILogger logger, string path, string reason);

    [LoggerMessage(1921, LogLevel.Information, "Certificate files have changed; {Count} of {All} certificates are as their files say.")]
    public static partial void CertificatesRead(ILogger logger, int count, int all);

    [LoggerMessage(
        1922, LogLevel.Warning, "Roots or revocation lists have changed and cannot be used; those before are still asked: {Reason}")]
    public static partial void TrustStale(ILogger logger, string reason);
}
