using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration;

namespace Gateway.Certificates;

/// <summary>What a certificate's files came to. Closed: one of the nested records.</summary>
internal abstract record CertificateFile
{
    private CertificateFile()
    {
    }

    /// <summary>A certificate with its key.</summary>
    /// <param name="Leaf">The certificate that the key belongs to, with the key.</param>
    /// <param name="Others">What else the file holds: its intermediates, in the order of the file.</param>
    public sealed record Loaded(X509Certificate2 Leaf, ImmutableArray<X509Certificate2> Others) : CertificateFile;

    /// <summary>Files that give no usable certificate.</summary>
    /// <param name="Setting">The setting at fault: <c>Path</c>, <c>KeyPath</c> or <c>PasswordFile</c>.</param>
    /// <param name="Reason">What is wrong and what to do.</param>
    public sealed record Unusable(string Setting, string Reason) : CertificateFile;

    /// <summary>Loads a certificate with its key: PEM (certificate, then intermediates; the key in it or beside it) or PFX.</summary>
    /// <param name="options">The files.</param>
    public static CertificateFile Load(CertificateOptions options)
    {
        if (options.Path.Length == 0)
        {
            return new Unusable(nameof(options.Path), "No certificate file is named; write the path of a PEM or PFX file.");
        }

        string? password = null;
        if (options.PasswordFile is { Length: > 0 } passwordFile)
        {
            if (ReadText(passwordFile) is not { } text)
            {
                return new Unusable(nameof(options.PasswordFile), Unreadable(passwordFile));
            }

            password = text.Trim('\r', '\n');
        }

        if (Read(options.Path) is not { } bytes)
        {
            return new Unusable(nameof(options.Path), Unreadable(options.Path));
        }

        return PemText.IsPem(bytes) ? LoadPem(options, PemText.Of(bytes), password) : LoadPfx(options, bytes, password);
    }

    /// <summary>Every certificate of a file, whatever its form, without keys; null when there is none in it.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="password">The password of a PFX file, if it has one.</param>
    public static ImmutableArray<X509Certificate2>? ReadAll(byte[] bytes, string? password)
    {
        // The platform takes no bytes at all for a mistake of its caller.
        if (bytes.Length == 0)
        {
            return null;
        }

        try
        {
            var found = new X509Certificate2Collection();
            if (PemText.IsPem(bytes))
            {
                found.ImportFromPem(PemText.Of(bytes));
            }
            else if (X509Certificate2.GetCertContentType(bytes) == X509ContentType.Pfx)
            {
                found = X509CertificateLoader.LoadPkcs12Collection(bytes, password);
            }
            else
            {
                found.Add(X509CertificateLoader.LoadCertificate(bytes));
            }

            return found.Count == 0 ? null : [.. found];
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The content of a file; null when it cannot be read.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Why a file gave nothing, in words.</summary>
    public static string Unreadable(string path)
    {
        if (File.Exists(path))
        {
            return $"'{path}' cannot be read; let the account that runs the gateway read it.";
        }

        if (Directory.Exists(path))
        {
            return $"'{path}' is a folder; name a file in it.";
        }

        return Path.IsPathRooted(path)
            ? $"There is no file '{path}'; write the path of yours."
            : $"There is no file '{path}' in the working directory, which is '{Environment.CurrentDirectory}'.";
    }

    private static string? ReadText(string path) => Read(path) is { } bytes ? PemText.Of(bytes) : null;

    private static CertificateFile LoadPem(CertificateOptions options, string text, string? password)
    {
        if (ReadAll(PemText.Bytes(text), password: null) is not { } certificates)
        {
            return new Unusable(
                nameof(options.Path), $"'{options.Path}' holds no certificate (no BEGIN CERTIFICATE block that can be read).");
        }

        var keySetting = options.KeyPath is null ? nameof(options.Path) : nameof(options.KeyPath);
        var keyFile = options.KeyPath ?? options.Path;
        if ((options.KeyPath is null ? text : ReadText(options.KeyPath)) is not { } keyText)
        {
            return new Unusable(keySetting, Unreadable(keyFile));
        }

        switch (PrivateKeyText.Read(keyText, password))
        {
            case PrivateKeyText.Unusable unusable:
                return new Unusable(keySetting, $"'{keyFile}' {unusable.Reason}");
            case PrivateKeyText.Loaded { Key: var key }:
                using (key)
                {
                    var leaf = certificates.FirstOrDefault(certificate => KeyMatch.Matches(certificate, key));
                    return leaf is null
                        ? new Unusable(
                            keySetting,
                            $"The key in '{keyFile}' does not match the certificate '{certificates[0].Subject}' in '{options.Path}'; "
                            + "name the key that this certificate was made for.")
                        : new Loaded(KeyMatch.WithKey(leaf, key), [.. certificates.Where(other => !ReferenceEquals(other, leaf))]);
                }

            default:
                throw new InvalidOperationException("A key is loaded or unusable.");
        }
    }

    private static CertificateFile LoadPfx(CertificateOptions options, byte[] bytes, string? password)
    {
        X509Certificate2Collection found;
        try
        {
            found = X509CertificateLoader.LoadPkcs12Collection(bytes, password);
        }
        catch (CryptographicException)
        {
            return new Unusable(
                nameof(options.Path),
                $"'{options.Path}' is neither PEM nor a PFX file that opens {(password is null ? "without a" : "with this")} password; "
                + "name a PEM or PFX file, and for the latter the PasswordFile if it has one.");
        }

        if (found.FirstOrDefault(certificate => certificate.HasPrivateKey) is not { } leaf)
        {
            return new Unusable(nameof(options.Path), $"'{options.Path}' holds no private key; export it together with the key.");
        }

        using var rsa = leaf.GetRSAPrivateKey();
        using var curve = leaf.GetECDsaPrivateKey();
        return rsa is null && curve is null
            ? new Unusable(nameof(options.Path), $"The key in '{options.Path}' cannot be used for TLS; it must be RSA or elliptic curve.")
            : new Loaded(leaf, [.. found.Where(other => !ReferenceEquals(other, leaf))]);
    }
}
