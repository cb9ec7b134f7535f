using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Certificates;
using Gateway.Errors;
using Gateway.Security.Grants;

namespace Gateway.Security.Identities;

/// <summary>
/// Tokens for holders of a client certificate whose other tools cannot present it (go): bound to the identity, its roles and one
/// environment, signed by a key that lives as long as this process. A restart ends them all, which costs an agent one more request.
/// </summary>
internal sealed class ShortLivedTokens(TimeProvider time)
{
    /// <summary>What such a token begins with.</summary>
    public const string Prefix = "gws_";

    /// <summary>Longer than any that is made here.</summary>
    private const int Longest = 4096;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    /// <summary>Makes a token.</summary>
    /// <param name="identity">For whom.</param>
    /// <param name="environment">For where.</param>
    /// <param name="expires">From when on it is refused.</param>
    public string Make(ClientIdentity.Known identity, string environment, DateTimeOffset expires)
    {
        var roles = identity.Roles.Select(role => role.Name);
        var claims = new Claims(identity.Name, environment, [.. roles], expires.ToUnixTimeSeconds());
        var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims));
        return $"{Prefix}{payload}.{Base64Url.EncodeToString(Sign(payload))}";
    }

    /// <summary>Whose token that is; null when it is none of this kind.</summary>
    /// <param name="presented">The token as the client sent it.</param>
    /// <param name="environment">The environment of the request.</param>
    /// <param name="policy">Its policy.</param>
    public ClientIdentity? Find(string presented, string environment, AccessPolicy policy)
    {
        if (!presented.StartsWith(Prefix, StringComparison.Ordinal) || policy.Certificates is null)
        {
            return null;
        }

        if (Read(presented) is not { } claims || claims.Environment != environment)
        {
            return new ClientIdentity.Refused(
                ErrorCode.TokenInvalid,
                "The short-lived token was not given out by this gateway for this environment since its start; ask for a new one.");
        }

        var expires = DateTimeOffset.FromUnixTimeSeconds(claims.Expires);
        return expires <= time.GetUtcNow()
            ? new ClientIdentity.Refused(
                ErrorCode.TokenExpired,
                $"The short-lived token of {claims.Name} expired on {CertificateDates.Day(expires)}; ask for a new one.")
            : new ClientIdentity.Known(claims.Name, policy.RolesNamed(claims.Roles), ByToken: true);
    }

    // The signature is checked before anything of the rest is read.
    private Claims? Read(string presented)
    {
        var dot = presented.LastIndexOf('.');
        if (presented.Length > Longest || dot < Prefix.Length)
        {
            return null;
        }

        var payload = presented[Prefix.Length..dot];

        // As text, since a decoder takes several texts for one signature: there is one token, and not its look-alikes.
        return CryptographicOperations.FixedTimeEquals(
            MemoryMarshal.AsBytes(presented.AsSpan(dot + 1)), MemoryMarshal.AsBytes(Base64Url.EncodeToString(Sign(payload)).AsSpan()))
            ? JsonSerializer.Deserialize<Claims>(Base64Url.DecodeFromChars(payload))
            : null;
    }

    private byte[] Sign(string payload) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(payload));

    private sealed record Claims(string Name, string Environment, string[] Roles, long Expires);
}
