using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Security.Identities;

/// <summary>Access tokens and what the configuration knows of them.</summary>
internal static class TokenHash
{
    /// <summary>Tells people, and programs that look for leaked secrets, what it is.</summary>
    public const string TokenPrefix = "gwt_";

    private const string HashPrefix = "sha256:";

    /// <summary>As much as the hash itself can tell apart; nobody guesses it, so the hash needs neither salt nor slowness.</summary>
    private const int TokenBytes = 32;

    /// <summary>Makes a token.</summary>
    public static string NewToken() => TokenPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>What the configuration holds of a token.</summary>
    public static string Of(string token) => HashPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Reads the written form; null for anything else.</summary>
    public static byte[]? Read(string text)
    {
        if (!text.StartsWith(HashPrefix, StringComparison.OrdinalIgnoreCase)
            || text.Length != HashPrefix.Length + SHA256.HashSizeInBytes * 2)
        {
            return null;
        }

        var bytes = new byte[SHA256.HashSizeInBytes];
        return Convert.FromHexString(text.AsSpan(HashPrefix.Length), bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? bytes
            : null;
    }
}
