using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Gateway.Certificates;
using Gateway.Configuration;

namespace Gateway.Security.Certificates;

/// <summary>The files of a certificate that is to be explained.</summary>
/// <param name="Path">A PEM, DER or PFX file.</param>
/// <param name="KeyPath">The key, or null: in the same file, or beside it with <c>.key</c>.</param>
/// <param name="PasswordPath">The file that holds the password, or null.</param>
internal sealed record CertificateFiles(string Path, string? KeyPath, string? PasswordPath);

/// <summary>One certificate in words.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="Names">Its subject alternative names.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="NotBefore">The first moment it is valid.</param>
/// <param name="NotAfter">The last.</param>
/// <param name="DaysLeft">Whole days until then; negative when it is past.</param>
/// <param name="Validity">The dates in words.</param>
/// <param name="Key">The algorithm and size of its key.</param>
/// <param name="Usages">What it may be used for, in words.</param>
/// <param name="Serial">Its serial number, hexadecimal.</param>
/// <param name="Fingerprint">SHA-256 of it, hexadecimal.</param>
internal sealed record ExplainedCertificate(
    string Subject,
    IReadOnlyList<string> Names,
    string Issuer,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    int DaysLeft,
    string Validity,
    string Key,
    string Usages,
    string Serial,
    string Fingerprint);

/// <summary>A certificate file in words. Closed: one of the nested records.</summary>
internal abstract record CertificateExplanation
{
    private CertificateExplanation()
    {
    }

    /// <summary>What the file holds.</summary>
    /// <param name="Certificates">The certificates in the order of the file.</param>
    /// <param name="Chain">Whether they stand in the order that servers send them in.</param>
    /// <param name="PrivateKey">Whether a key was found and belongs to the first of them.</param>
    /// <param name="KeyIsFaulty">Whether a key that was named, or lies beside the file, cannot be used with it.</param>
    public sealed record Explained(
        ImmutableArray<ExplainedCertificate> Certificates, string Chain, string PrivateKey, bool KeyIsFaulty) : CertificateExplanation;

    /// <summary>The file holds no certificate.</summary>
    /// <param name="Reason">Why, in words.</param>
    public sealed record Unreadable(string Reason) : CertificateExplanation;

    /// <summary>Explains a file.</summary>
    /// <param name="files">The file, and its key's.</param>
    /// <param name="now">The moment from which days are counted.</param>
    public static CertificateExplanation Of(CertificateFiles files, DateTimeOffset now)
    {
        if (CertificateFile.Read(files.Path) is not { } bytes)
        {
            return new Unreadable(CertificateFile.Unreadable(files.Path));
        }

        var password = files.PasswordPath is { } path && CertificateFile.Read(path) is { } text ? PemText.Of(text).Trim('\r', '\n') : null;
        if (CertificateFile.ReadAll(bytes, password) is { } certificates)
        {
            var (words, isFault) = KeyWords(files, certificates[0]);
            return new Explained(
                [.. certificates.Select(certificate => CertificateWords.Of(certificate, now))],
                CertificateWords.OfChain(certificates),
                words,
                isFault);
        }

        return new Unreadable($"'{files.Path}' holds no certificate that can be read as PEM, DER or PFX; a PFX may need --password-file.");
    }

    private static (string Words, bool IsFault) KeyWords(CertificateFiles files, X509Certificate2 certificate)
    {
        if (certificate.HasPrivateKey)
        {
            return ("the file holds the private key of the certificate", false);
        }

        var beside = System.IO.Path.ChangeExtension(files.Path, ".key");
        var keyPath = files.KeyPath ?? (CertificateFile.Read(files.Path) is { } own && PemText.HoldsKey(own) ? files.Path : beside);
        if (files.KeyPath is null && keyPath == beside && !File.Exists(beside))
        {
            return ("no private key in the file, and none beside it", false);
        }

        var both = new CertificateOptions { Path = files.Path, KeyPath = keyPath, PasswordFile = files.PasswordPath };
        return CertificateFile.Load(both) switch
        {
            CertificateFile.Loaded loaded when loaded.Leaf.Thumbprint == certificate.Thumbprint => (
                $"{keyPath} matches the certificate", false),
            CertificateFile.Loaded loaded => (
                $"{keyPath} matches '{loaded.Leaf.Subject}', which does not come first in the file", true),
            CertificateFile.Unusable unusable => (unusable.Reason, true),
            _ => throw new InvalidOperationException("A file is loaded or unusable."),
        };
    }
}
