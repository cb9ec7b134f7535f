using System.Security.Cryptography;
using System.Text;

namespace Gateway.IntegrationTests.Security;

/// <summary>Settings of an environment that wants to know who asks.</summary>
internal static class AccessSettings
{
    public const string Policy = "Gateway:SecurityPolicies:open";

    /// <summary>An npm, a Go and a generic repository before one upstream, and the settings of the policy.</summary>
    public static GatewaySettings For(Uri upstream, object policy) => GatewaySettings.For(upstream)
        .Set("Gateway:Repositories:npm", new { Format = "npm", Path = "/npm", Upstreams = new[] { "main" } })
        .Set("Gateway:Repositories:go", new { Format = "go", Path = "/go", Upstreams = new[] { "main" } })
        .Set(Policy, policy);

    /// <summary>A token of that text.</summary>
    public static object Token(string name, string text, string[] roles, string? expires = null) =>
        new { Name = name, Hash = HashOf(text), Roles = roles, Expires = expires };

    public static object Grant(string[] repositories, string[] names, params string[] actions) =>
        new { Repositories = repositories, Names = names, Actions = actions };

    public static string HashOf(string text) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    public static string Bearer(string token) => $"Authorization: Bearer {token}";

    public static string Basic(string user, string token) =>
        $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{token}"))}";
}
