using System.Security.Cryptography;

namespace Gateway.Certificates;

/// <summary>What a PEM text says about a private key. Closed: one of the nested records.</summary>
internal abstract record PrivateKeyText
{
    private PrivateKeyText()
    {
    }

    /// <summary>A key.</summary>
    /// <param name="Key">The key, RSA or elliptic curve; the caller disposes of it.</param>
    public sealed record Loaded(AsymmetricAlgorithm Key) : PrivateKeyText;

    /// <summary>No key.</summary>
    /// <param name="Reason">Why, as the end of a sentence that begins with the file.</param>
    public sealed record Unusable(string Reason) : PrivateKeyText;

    /// <summary>Finds and reads the key in a PEM text.</summary>
    /// <param name="pem">The text; other blocks do not matter.</param>
    /// <param name="password">The password of an encrypted key.</param>
    public static PrivateKeyText Read(string pem, string? password)
    {
        if (!pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            return new Unusable("holds no private key (no BEGIN PRIVATE KEY block); name the file of the key with KeyPath.");
        }

        var isEncrypted = pem.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
        if (isEncrypted && password is null)
        {
            return new Unusable("holds an encrypted private key; name the file of its password with PasswordFile.");
        }

        var opening = isEncrypted ? password : null;
        var key = Import(RSA.Create(), pem, opening) ?? Import(ECDsa.Create(), pem, opening);
        return key is not null
            ? new Loaded(key)
            : new Unusable(isEncrypted
                ? "holds an encrypted private key that does not open with the password in PasswordFile."
                : "holds a private key that cannot be read; it must be RSA or elliptic curve, in PKCS#8 or the form of OpenSSL.");
    }

    // The block's label does not tell the algorithm of a PKCS#8 key, so both are tried.
    private static AsymmetricAlgorithm? Import(AsymmetricAlgorithm key, string pem, string? password)
    {
        try
        {
            if (password is null)
            {
                key.ImportFromPem(pem);
            }
            else
            {
                key.ImportFromEncryptedPem(pem, password);
            }

            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
    }
}
