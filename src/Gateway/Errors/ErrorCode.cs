using System.Collections.Frozen;
using System.Reflection;

namespace Gateway.Errors;

/// <summary>
/// The errors that the gateway itself answers with. Closed: a code is the same word in the response, the log, the span,
/// the metric and the documentation (<c>docs/errors.md</c> has a section for each).
/// </summary>
internal sealed class ErrorCode
{
    /// <summary>The request target breaks the grammar, or could be read in two ways.</summary>
    public static readonly ErrorCode InvalidTarget = new("invalid-target", 400, "The request target is not valid");

    /// <summary>The name in the path is not a name of this format.</summary>
    public static readonly ErrorCode InvalidName = new("invalid-name", 400, "The path is not one of this repository's format");

    /// <summary>The body of a request could not be read as what it claims to be.</summary>
    public static readonly ErrorCode InvalidBody = new("invalid-body", 400, "The request body is not valid");

    /// <summary>The body of an audit, out of which private names are to be taken, cannot be read.</summary>
    public static readonly ErrorCode InvalidAudit = new("invalid-audit", 400, "The body of the audit is not valid");

    /// <summary>The method is never served.</summary>
    public static readonly ErrorCode MethodNotAllowed = new("method-not-allowed", 405, "The method is not served here");

    /// <summary>No environment has that Host.</summary>
    public static readonly ErrorCode UnknownEnvironment = new("unknown-environment", 421, "No environment is served under this host");

    /// <summary>The TLS server name and the Host are of different environments.</summary>
    public static readonly ErrorCode MisdirectedRequest = new("misdirected-request", 421, "The TLS server name and the Host do not agree");

    /// <summary>No repository of the environment is mounted at that path.</summary>
    public static readonly ErrorCode UnknownRepository = new("unknown-repository", 404, "No repository is mounted at this path");

    /// <summary>The admin listener has nothing at that path.</summary>
    public static readonly ErrorCode UnknownPath = new("unknown-path", 404, "The admin listener has nothing at this path");

    /// <summary>The environment is served over HTTPS only.</summary>
    public static readonly ErrorCode HttpsRequired = new("https-required", 403, "This environment is served over HTTPS only");

    /// <summary>The client's address is not one that may ask.</summary>
    public static readonly ErrorCode ForbiddenNetwork = new("forbidden-network", 403, "This network may not use this environment");

    /// <summary>The environment is for holders of a client certificate, and none was presented.</summary>
    public static readonly ErrorCode ClientCertificateRequired =
        new("client-certificate-required", 403, "A client certificate is required");

    /// <summary>The client certificate presented does not hold.</summary>
    public static readonly ErrorCode ClientCertificateInvalid = new("client-certificate-invalid", 403, "The client certificate is refused");

    /// <summary>The environment wants to know who asks, and no token was presented.</summary>
    public static readonly ErrorCode TokenRequired = new("token-required", 401, "An access token is required");

    /// <summary>The token presented is nobody's.</summary>
    public static readonly ErrorCode TokenInvalid = new("token-invalid", 401, "The access token is not valid");

    /// <summary>The token presented is not valid any more.</summary>
    public static readonly ErrorCode TokenExpired = new("token-expired", 401, "The access token has expired");

    /// <summary>Nothing grants anything of the repository to who asks.</summary>
    public static readonly ErrorCode ForbiddenRepository = new("forbidden-repository", 403, "The repository is not granted");

    /// <summary>Nothing grants the action to who asks for it.</summary>
    public static readonly ErrorCode ForbiddenAction = new("forbidden-action", 403, "The action is not granted");

    /// <summary>A private name was asked that no private upstream has.</summary>
    public static readonly ErrorCode PrivateName = new("private-name", 403, "The name is private and no private upstream has it");

    /// <summary>The client sends more requests than it may, or the environment has as many under way as it takes.</summary>
    public static readonly ErrorCode RateLimited = new("rate-limited", 429, "Too many requests");

    /// <summary>The header section of the request is larger than the environment takes.</summary>
    public static readonly ErrorCode HeadersTooLarge = new("headers-too-large", 431, "The request header section is too large");

    /// <summary>The request took longer than the environment allows.</summary>
    public static readonly ErrorCode RequestTimeout = new("request-timeout", 408, "The request took too long");

    /// <summary>The request body is larger than the environment takes.</summary>
    public static readonly ErrorCode BodyTooLarge = new("body-too-large", 413, "The request body is too large");

    /// <summary>The upstream's document cannot be passed on.</summary>
    public static readonly ErrorCode UpstreamInvalidDocument = new(
        "upstream-invalid-document", 502, "The upstream's document is not valid");

    /// <summary>The upstream's document ends in the middle.</summary>
    public static readonly ErrorCode UpstreamDocumentCutShort = new(
        "upstream-document-cut-short", 502, "The upstream's document is cut short");

    /// <summary>The upstream's document is nested too deeply, or has a string that is too long.</summary>
    public static readonly ErrorCode UpstreamDocumentTooDeep = new(
        "upstream-document-too-deep", 502, "The upstream's document is nested too deeply or has too long a string");

    /// <summary>The upstream's document is larger than the gateway reads.</summary>
    public static readonly ErrorCode UpstreamDocumentTooLarge = new(
        "upstream-document-too-large", 502, "The upstream's document is too large");

    /// <summary>The upstream's document has a tarball on another host.</summary>
    public static readonly ErrorCode UpstreamForeignTarball = new(
        "upstream-foreign-tarball", 502, "The upstream's document leads to another host");

    /// <summary>The upstream's artifact ends before its length.</summary>
    public static readonly ErrorCode UpstreamArtifactCutShort = new(
        "upstream-artifact-cut-short", 502, "The upstream's artifact is cut short");

    /// <summary>The upstream's artifact has not the digest that its registry's document says.</summary>
    public static readonly ErrorCode UpstreamIntegrityMismatch = new(
        "upstream-integrity-mismatch", 502, "The upstream's artifact is not the one that its registry describes");

    /// <summary>The artifact has not the digest that the client's lock file says.</summary>
    public static readonly ErrorCode IntegrityMismatch = new(
        "integrity-mismatch", 412, "The artifact is not the one that the client expects");

    /// <summary>The upstream redirects to where the gateway does not go.</summary>
    public static readonly ErrorCode UpstreamRedirectRefused = new(
        "upstream-redirect-refused", 502, "The upstream redirects to where the gateway does not go");

    /// <summary>The upstream redirects in a circle, or too often.</summary>
    public static readonly ErrorCode UpstreamRedirectLoop = new(
        "upstream-redirect-loop", 502, "The upstream redirects in a circle or too often");

    /// <summary>The client wants only what is stored, and it is not.</summary>
    public static readonly ErrorCode NotStored = new("not-stored", 404, "The module is not in the cache");

    /// <summary>The name of a destination does not resolve.</summary>
    public static readonly ErrorCode UpstreamDnsFailed = new("upstream-dns-failed", 502, "The upstream's name does not resolve");

    /// <summary>A destination takes no connections.</summary>
    public static readonly ErrorCode UpstreamConnectionRefused =
        new("upstream-connection-refused", 502, "The upstream takes no connections");

    /// <summary>The upstream's certificate, or an authority above it, has expired.</summary>
    public static readonly ErrorCode UpstreamCertificateExpired =
        new("upstream-certificate-expired", 502, "The upstream's certificate has expired");

    /// <summary>The upstream's certificate is not yet valid.</summary>
    public static readonly ErrorCode UpstreamCertificateNotYetValid =
        new("upstream-certificate-not-yet-valid", 502, "The upstream's certificate is not yet valid");

    /// <summary>The upstream's certificate is for another name.</summary>
    public static readonly ErrorCode UpstreamCertificateName =
        new("upstream-certificate-name", 502, "The upstream's certificate is for another name");

    /// <summary>The upstream's certificate has no trusted root.</summary>
    public static readonly ErrorCode UpstreamCertificateUntrusted =
        new("upstream-certificate-untrusted", 502, "The upstream's certificate is not trusted");

    /// <summary>The upstream's certificate is for something else than servers.</summary>
    public static readonly ErrorCode UpstreamCertificateUsage =
        new("upstream-certificate-usage", 502, "The upstream's certificate is not for servers");

    /// <summary>The upstream does not send the intermediate that its certificate needs.</summary>
    public static readonly ErrorCode UpstreamCertificateIncomplete =
        new("upstream-certificate-incomplete", 502, "The upstream does not send its intermediate certificate");

    /// <summary>The issuer of the upstream's certificate took it back.</summary>
    public static readonly ErrorCode UpstreamCertificateRevoked =
        new("upstream-certificate-revoked", 502, "The upstream's certificate was revoked");

    /// <summary>Whether the upstream's certificate was taken back cannot be learnt.</summary>
    public static readonly ErrorCode UpstreamRevocationUnknown =
        new("upstream-revocation-unknown", 502, "Whether the upstream's certificate was revoked is not known");

    /// <summary>The upstream demands a client certificate, and the gateway has none for it.</summary>
    public static readonly ErrorCode UpstreamClientCertificateRequired =
        new("upstream-client-certificate-required", 502, "The upstream demands a client certificate");

    /// <summary>The upstream refuses the certificate that the gateway shows it.</summary>
    public static readonly ErrorCode UpstreamClientCertificateRefused =
        new("upstream-client-certificate-refused", 502, "The upstream refuses the gateway's client certificate");

    /// <summary>The TLS handshake with the upstream failed for another reason than its certificate.</summary>
    public static readonly ErrorCode UpstreamTlsFailed = new("upstream-tls-failed", 502, "The TLS handshake with the upstream failed");

    /// <summary>The upstream broke the connection.</summary>
    public static readonly ErrorCode UpstreamReset = new("upstream-reset", 502, "The upstream broke the connection");

    /// <summary>The upstream's answer breaks the rules of HTTP so that it is not certain where it ends.</summary>
    public static readonly ErrorCode UpstreamInvalidResponse =
        new("upstream-invalid-response", 502, "The upstream's answer cannot be read");

    /// <summary>No destination of the upstream is healthy.</summary>
    public static readonly ErrorCode NoHealthyUpstream = new("no-healthy-upstream", 503, "No destination of the upstream is healthy");

    /// <summary>The upstream has as many requests as it may have, and none ended in time.</summary>
    public static readonly ErrorCode UpstreamOverloaded = new("upstream-overloaded", 503, "The upstream has too many requests");

    /// <summary>The upstream did not answer in time.</summary>
    public static readonly ErrorCode UpstreamTimeout = new("upstream-timeout", 504, "The upstream did not answer in time");

    /// <summary>The request has been here before.</summary>
    public static readonly ErrorCode LoopDetected = new("loop-detected", 508, "The request has come back to this gateway");

    /// <summary>The client wanted only what is cached, and nothing usable is (RFC 9111 §5.2.1.7).</summary>
    public static readonly ErrorCode OnlyIfCached = new("only-if-cached", 504, "Nothing usable is cached");

    /// <summary>A fault of the gateway itself.</summary>
    public static readonly ErrorCode InternalError = new("internal-error", 500, "The gateway failed");

    private ErrorCode(string name, int status, string title)
    {
        Name = name;
        Status = status;
        Title = title;
    }

    /// <summary>Every code, by name.</summary>
    public static FrozenDictionary<string, ErrorCode> All { get; } = typeof(ErrorCode)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (ErrorCode)field.GetValue(null)!)
        .ToFrozenDictionary(code => code.Name, StringComparer.Ordinal);

    /// <summary>The code in kebab case.</summary>
    public string Name { get; }

    /// <summary>The status code of the response.</summary>
    public int Status { get; }

    /// <summary>What the code means, the same words for each occurrence (RFC 9457 §3.1.3).</summary>
    public string Title { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
