using Gateway.Configuration;

namespace Gateway.Environments;

/// <summary>The three policies that exist without being written down; a configured one of the same name is laid over it.</summary>
internal static class BuiltInPolicies
{
    private const string Open = "open";
    private const string Internal = "internal";
    private const string Strict = "strict";

    /// <summary>Whether a policy of that name can be used.</summary>
    public static bool Exists(string name, IReadOnlyDictionary<string, SecurityPolicyOptions> configured) =>
        configured.ContainsKey(name) || new[] { Open, Internal, Strict }.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The policy with nothing left open.</summary>
    public static SecurityPolicyOptions Resolve(string name, IReadOnlyDictionary<string, SecurityPolicyOptions> configured)
    {
        var policy = configured.GetValueOrDefault(name) ?? new SecurityPolicyOptions();
        var isOpen = string.Equals(name, Open, StringComparison.OrdinalIgnoreCase);
        var isInternal = string.Equals(name, Internal, StringComparison.OrdinalIgnoreCase);
        return new SecurityPolicyOptions
        {
            RequireHttps = policy.RequireHttps,
            Hsts = policy.Hsts,
            AllowedNetworks = policy.AllowedNetworks,
            DeniedNetworks = policy.DeniedNetworks,
            MaxRequestBodySize = policy.MaxRequestBodySize,
            Anonymous = policy.Anonymous,
            ClientCertificates = policy.ClientCertificates,
            Tokens = policy.Tokens,
            Roles = policy.Roles,
            RateLimit = policy.RateLimit,
            MaxConcurrentRequests = policy.MaxConcurrentRequests,
            MaxRequestHeaderCount = policy.MaxRequestHeaderCount,
            MaxRequestHeadersSize = policy.MaxRequestHeadersSize,
            RequestTimeout = policy.RequestTimeout,
            MinRequestBodyDataRate = policy.MinRequestBodyDataRate,
            MinResponseDataRate = policy.MinResponseDataRate,
            ShowDetails = policy.ShowDetails ?? (isOpen || isInternal),
            ShowEnvironment = policy.ShowEnvironment ?? isOpen,
            ShowServer = policy.ShowServer ?? isOpen,
            NoSniff = policy.NoSniff ?? !isOpen,
        };
    }
}
