using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Gateway.Certificates;
using Gateway.Configuration;
using Gateway.Errors;
using Gateway.Security.Grants;

namespace Gateway.Security.Identities;

/// <summary>An access token of a policy, compiled.</summary>
/// <param name="options">As it stands in the configuration; the rules have passed it.</param>
/// <param name="roles">The roles it has.</param>
internal sealed class AccessToken(TokenOptions options, ImmutableArray<Role> roles)
{
    /// <summary>The SHA-256 of the token.</summary>
    public ImmutableArray<byte> Hash { get; } = [.. TokenHash.Read(options.Hash)
        ?? throw new ArgumentException("The hash of a token has passed the rules.", nameof(options))];

    /// <summary>From when on it is refused.</summary>
    public DateTimeOffset? Expires => options.Expires;

    /// <summary>Who shows it.</summary>
    public ClientIdentity.Known Identity { get; } = new(options.Name, roles, ByToken: true);
}

/// <summary>The access tokens of a policy.</summary>
/// <param name="tokens">The tokens.</param>
internal sealed class TokenTable(ImmutableArray<AccessToken> tokens)
{
    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => tokens.IsEmpty;

    /// <summary>Whose token that is; null when it is nobody's.</summary>
    /// <param name="presented">The token as the client sent it.</param>
    /// <param name="now">The moment that expiry is judged by.</param>
    public ClientIdentity? Find(string presented, DateTimeOffset now)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented), hash);
        AccessToken? found = null;
        foreach (var token in tokens)
        {
            // Each is compared, to its end, so that the time tells nothing about which came close.
            if (CryptographicOperations.FixedTimeEquals(token.Hash.AsSpan(), hash))
            {
                found = token;
            }
        }

        if (found is null)
        {
            return null;
        }

        return found.Expires <= now
            ? new ClientIdentity.Refused(
                ErrorCode.TokenExpired,
                $"The token of {found.Identity.Name} expired on {CertificateDates.Day(found.Expires.Value)}; ask for a new one.")
            : found.Identity;
    }
}
