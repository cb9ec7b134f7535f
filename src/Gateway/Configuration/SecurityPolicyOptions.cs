using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Gateway.Configuration.Form;

namespace Gateway.Configuration;

/// <summary>What an environment demands of a request, and what it tells about itself.</summary>
internal sealed class SecurityPolicyOptions
{
    /// <summary>The policies that exist without being written down.</summary>
    public static readonly ImmutableArray<string> BuiltInNames = ["open", "internal", "strict"];

    /// <summary>Whether plain HTTP is refused.</summary>
    public bool RequireHttps { get; set; }

    /// <summary>The <c>max-age</c> of <c>Strict-Transport-Security</c> on HTTPS answers (RFC 6797); zero sends none.</summary>
    [Range(typeof(TimeSpan), DurationLimits.Zero, DurationLimits.TenYears)]
    public TimeSpan Hsts { get; set; }

    /// <summary>Networks (CIDR) that may ask; empty means any.</summary>
    public List<string> AllowedNetworks { get; set; } = [];

    /// <summary>Networks (CIDR) that may not ask, even when allowed.</summary>
    public List<string> DeniedNetworks { get; set; } = [];

    /// <summary>The largest request body; null means no limit.</summary>
    public ByteSize? MaxRequestBodySize { get; set; }

    /// <summary>
    /// What a request without a credential may do. Null: nothing where the policy has tokens, roles or client certificates, and otherwise
    /// everything, since nobody is asked who they are.
    /// </summary>
    public AnonymousAccess? Anonymous { get; set; }

    /// <summary>The client certificates that are accepted; null asks for none.</summary>
    public ClientCertificateOptions? ClientCertificates { get; set; }

    /// <summary>The access tokens that are accepted.</summary>
    public List<TokenOptions> Tokens { get; set; } = [];

    /// <summary>Roles by name. With at least one, what no role grants is refused.</summary>
    public Dictionary<string, RoleOptions> Roles { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it matters to this policy who asks.</summary>
    public bool DemandsIdentity => Anonymous is not null || ClientCertificates is not null || Tokens.Count > 0 || Roles.Count > 0;

    /// <summary>How many requests each client may send; null for any number.</summary>
    public RateLimitOptions? RateLimit { get; set; }

    /// <summary>How many requests of the environment may be under way at once: 1 to 1,000,000; null for any number.</summary>
    [Range(1, 1_000_000)]
    public int? MaxConcurrentRequests { get; set; }

    /// <summary>How many header fields a request may have: 1 to 1000; null for the server's own limit, which is 100.</summary>
    [Range(1, 1000)]
    public int? MaxRequestHeaderCount { get; set; }

    /// <summary>How large the header section of a request may be; null for the server's own limit, which is 32 KiB.</summary>
    public ByteSize? MaxRequestHeadersSize { get; set; }

    /// <summary>How long a request may take from its header section to the end of its answer; null for any time.</summary>
    [Range(typeof(TimeSpan), DurationLimits.Millisecond, DurationLimits.Day)]
    public TimeSpan? RequestTimeout { get; set; }

    /// <summary>
    /// How many bytes a second of a request body must come, after five seconds, or the connection is ended; 0B for any speed, null for the
    /// server's own limit (240 bytes). HTTP/1.1; HTTP/2 has the server's limit for each connection.
    /// </summary>
    public ByteSize? MinRequestBodyDataRate { get; set; }

    /// <summary>
    /// How many bytes a second of an answer a client must take, after five seconds, or the connection is ended; as
    /// <see cref="MinRequestBodyDataRate"/>.
    /// </summary>
    public ByteSize? MinResponseDataRate { get; set; }

    /// <summary>Whether requests are bounded in number, time, speed or header fields.</summary>
    public bool HasLimits => RateLimit is not null || MaxConcurrentRequests is not null || MaxRequestHeaderCount is not null
        || MaxRequestHeadersSize is not null || RequestTimeout is not null || MinRequestBodyDataRate is not null
        || MinResponseDataRate is not null;

    /// <summary>Whether error texts name upstreams and causes. On in <c>open</c> and <c>internal</c>.</summary>
    public bool? ShowDetails { get; set; }

    /// <summary>Whether answers carry <c>X-Gateway-Environment</c>. On in <c>open</c>.</summary>
    public bool? ShowEnvironment { get; set; }

    /// <summary>
    /// Whether answers keep the upstream's <c>Server</c>, <c>X-Powered-By</c> and other fields that tell what it runs on. On in
    /// <c>open</c>. The gateway itself never sends one.
    /// </summary>
    public bool? ShowServer { get; set; }

    /// <summary>
    /// Whether every answer carries <c>X-Content-Type-Options: nosniff</c>, so that a browser makes no page out of a package. On except
    /// in <c>open</c>.
    /// </summary>
    public bool? NoSniff { get; set; }

    /// <summary>Whether the fields of answers are changed on their way out.</summary>
    public bool HardensAnswers => Hsts > TimeSpan.Zero || ShowServer == false || NoSniff == true;
}
