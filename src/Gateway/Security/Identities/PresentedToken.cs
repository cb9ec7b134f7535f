using System.Text;
using Microsoft.Extensions.Primitives;

namespace Gateway.Security.Identities;

/// <summary>The token in <c>Authorization</c>. Closed: one of the nested records.</summary>
internal abstract record PresentedToken
{
    /// <summary>Longer than any token that the gateway makes; a client's cookie jar or a whole JWT chain is none.</summary>
    private const int Longest = 4096;

    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    private PresentedToken()
    {
    }

    /// <summary>There is no <c>Authorization</c>.</summary>
    public sealed record Absent : PresentedToken;

    /// <summary>There is one.</summary>
    /// <param name="Text">The token.</param>
    public sealed record Found(string Text) : PresentedToken;

    /// <summary>There is an <c>Authorization</c> that carries no token.</summary>
    /// <param name="Reason">Why, as a sentence for the client; without the value.</param>
    public sealed record Unreadable(string Reason) : PresentedToken;

    /// <summary>Reads the field. Never throws, whatever it holds.</summary>
    /// <param name="authorization">The lines of the field.</param>
    public static PresentedToken Read(StringValues authorization)
    {
        if (authorization.Count == 0)
        {
            return new Absent();
        }

        // Two credentials in one request: one server on the way would look at the first, another at the last.
        if (authorization.Count > 1 || authorization[0] is not { } value)
        {
            return new Unreadable("The request has more than one Authorization field; send one.");
        }

        if (value.Length > Longest)
        {
            return new Unreadable($"The Authorization field is longer than {Longest} characters; that is no token of this gateway.");
        }

        if (value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return Of(value[Bearer.Length..].Trim());
        }

        return value.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)
            ? OfBasic(value[Basic.Length..].Trim())
            : new Unreadable("The Authorization field is neither Bearer nor Basic; send the token as one of them.");
    }

    private static PresentedToken Of(string text) =>
        text.Length > 0 ? new Found(text) : new Unreadable("The Authorization field holds no token; send one.");

    /// <summary>The password is the token, whatever the user is called (RFC 7617 §2: everything behind the first colon).</summary>
    private static PresentedToken OfBasic(string text)
    {
        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, buffer, out var length))
        {
            return new Unreadable("The Basic credential is not base64; send user:token in base64.");
        }

        var pair = Encoding.UTF8.GetString(buffer, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new Unreadable("The Basic credential has no colon; send user:token in base64.") : Of(pair[(colon + 1)..]);
    }
}
