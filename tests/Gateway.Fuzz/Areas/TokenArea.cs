using System.Text;
using Gateway.Security.Grants;
using Gateway.Security.Identities;

namespace Gateway.Fuzz.Areas;

/// <summary>Tokens: nobody is known by anything but the very token, in whatever wrapping it comes.</summary>
internal sealed class TokenArea : IFuzzArea
{
    private readonly AccessPolicy _policy;
    private readonly ShortLivedTokens _shortLived;
    private readonly string _given;

    /// <summary>Makes it.</summary>
    /// <param name="policy">A policy with client certificates and the token <see cref="Configured"/>.</param>
    /// <param name="shortLived">What makes tokens for holders of certificates.</param>
    public TokenArea(AccessPolicy policy, ShortLivedTokens shortLived)
    {
        (_policy, _shortLived) = (policy, shortLived);
        _given = shortLived.Make(
            new ClientIdentity.Known("ci-build", policy.Roles, ByToken: false), Environment, TimeProvider.System.GetUtcNow().AddDays(1));
        Seeds =
        [
            $"Bearer {Configured}", $"Basic {Encoded($"ci:{Configured}")}", $"Bearer {_given}", $"bearer  {_given} ",
            $"Basic {Encoded($"u:{_given}")}", "Bearer", "Basic", "Basic :", $"Basic {Encoded("no colon")}", "Negotiate x", "Bearer gws_.",
            "Bearer gws_e30.e30", $"Bearer {TokenHash.Of(Configured)}", "Bearer gws_" + new string('A', 5000),
        ];
    }

    /// <summary>A token of the policy.</summary>
    public const string Configured = "gwt_the-token-of-the-fuzz-run";

    /// <summary>The environment of the policy.</summary>
    public const string Environment = "guarded";

    public string Name => "token";

    public IReadOnlyList<string> Seeds { get; }

    public IReadOnlyList<string> Pieces { get; } =
        ["Bearer ", "Basic ", "gws_", "gwt_", ".", "=", "==", "A", "-", "_", "+", "/", ":", " ", "\t", "\0", "sha256:", "e30", ","];

    public ValueTask<FuzzOutcome> TryAsync(string input)
    {
        _ = TokenHash.Read(input);
        switch (PresentedToken.Read(input))
        {
            case PresentedToken.Found found:
                var identity = _policy.Tokens.Find(found.Text, TimeProvider.System.GetUtcNow())
                    ?? _shortLived.Find(found.Text, Environment, _policy);
                return new(new FuzzOutcome($"found {identity?.GetType().Name}", FaultOf(found.Text, identity)));
            case PresentedToken.Unreadable unreadable:
                var isShown = unreadable.Reason.Contains(Configured, StringComparison.Ordinal);
                return new(new FuzzOutcome(unreadable.Reason, isShown ? "the reason shows the token" : null));
            default:
                return new(new FuzzOutcome("absent", "a field that is there was taken for none"));
        }
    }

    private string? FaultOf(string token, ClientIdentity? identity)
    {
        if (identity is ClientIdentity.Known && token != Configured && token != _given)
        {
            return "somebody was known by another token";
        }

        if (identity is not ClientIdentity.Known && (token == Configured || token == _given))
        {
            return "the token itself was refused";
        }

        var isPlain = token.Trim().Length == token.Length;
        return isPlain && !(PresentedToken.Read($"Bearer {token}") is PresentedToken.Found again && again.Text == token)
            ? "written as Bearer it is another token"
            : null;
    }

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
