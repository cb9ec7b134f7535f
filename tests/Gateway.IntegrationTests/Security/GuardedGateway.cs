using Gateway.TestKit.Upstream;
using static Gateway.IntegrationTests.Security.AccessSettings;

namespace Gateway.IntegrationTests.Security;

/// <summary>
/// A gateway whose readers, publishers, scoped readers and purgers have tokens of those names; <c>nobody</c> has a token without roles.
/// </summary>
public sealed class GuardedGateway : OneUpstream
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Upstream.Otherwise(Reply.With(200, "{}"));
    }

    protected override string Settings(Uri upstream) => For(upstream, new
    {
        Tokens = new[]
        {
            Token("reader", "reader-token", ["reader"]),
            Token("reader", "reader-token-next", ["reader"]),
            Token("publisher", "publisher-token", ["publisher"]),
            Token("scoped", "scoped-token", ["scoped"]),
            Token("purger", "purger-token", ["purger"]),
            Token("nobody", "nobody-token", []),
            Token("late", "late-token", ["reader"], "2020-01-01"),
        },
        Roles = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["reader"] = new { Grants = new[] { Grant(["npm", "go"], ["*"], "read") } },
            ["publisher"] = new { Grants = new[] { Grant(["npm"], ["@corp/*"], "read", "publish") } },
            ["scoped"] = new { Grants = new[] { Grant(["npm", "go"], ["@corp/*", "corp.example/*"], "read") } },
            ["purger"] = new { Grants = new[] { Grant(["*"], ["*"], "read", "purge") } },
        },
    }).ToString();
}
