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

    /// <summary>Whether error texts name upstreams and causes. On in <c>open</c> and <c>internal</c>.</summary>
    public bool? ShowDetails { get; set; }

    /// <summary>Whether answers carry <c>X-Gateway-Environment</c>. On in <c>open</c>.</summary>
    public bool? ShowEnvironment { get; set; }
}
