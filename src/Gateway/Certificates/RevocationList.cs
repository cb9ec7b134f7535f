using System.Collections.Frozen;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Certificates;

/// <summary>
/// A certificate revocation list (RFC 5280 §5). The platform reads lists only from its own folder and can say nothing of one given to
/// it, so it is read here: complete lists by the issuer itself; delta and indirect lists are refused, as they mean something else.
/// </summary>
internal sealed class RevocationList
{
    private const string DeltaIndicator = "2.5.29.27";
    private const string IssuingDistributionPoint = "2.5.29.28";

    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 0);

    private readonly byte[] _signed;
    private readonly byte[] _signature;
    private readonly string _algorithm;
    private readonly byte[] _issuer;
    private readonly FrozenSet<string> _serials;

    private RevocationList(byte[] signed, string algorithm, byte[] signature, in Content content)
    {
        (_signed, _algorithm, _signature) = (signed, algorithm, signature);
        (_issuer, NextUpdate, _serials) = (content.Issuer, content.NextUpdate, content.Serials);
    }

    /// <summary>From when on it says nothing any more; null when it does not say.</summary>
    public DateTimeOffset? NextUpdate { get; }

    /// <summary>Reads a list, PEM or DER; null when it is none that can be used.</summary>
    public static RevocationList? Read(byte[] bytes)
    {
        try
        {
            return ReadDer(PemText.IsPem(bytes) ? FromPem(PemText.Of(bytes)) : bytes);
        }
        catch (Exception exception) when (exception is AsnContentException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether that authority issued the list: by name, and by its signature.</summary>
    public bool IsOf(X509Certificate2 authority) =>
        authority.SubjectName.RawData.AsSpan().SequenceEqual(_issuer) && HasSignatureOf(authority);

    /// <summary>Whether the certificate, which the same authority issued, is on it.</summary>
    public bool Has(X509Certificate2 certificate) => _serials.Contains(certificate.SerialNumber);

    private static byte[] FromPem(string text)
    {
        var fields = PemEncoding.Find(text);
        return Convert.FromBase64String(text[fields.Base64Data]);
    }

    /// <summary>CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signature }.</summary>
    private static RevocationList? ReadDer(byte[] der)
    {
        var list = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        var signed = list.PeekEncodedValue().ToArray();
        var content = ReadContent(list.ReadSequence());
        var algorithm = list.ReadSequence().ReadObjectIdentifier();
        var signature = list.ReadBitString(out _);
        return content is { } read ? new RevocationList(signed, algorithm, signature, read) : null;
    }

    private static Content? ReadContent(AsnReader content)
    {
        if (content.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
        {
            content.ReadInteger();
        }

        content.ReadSequence();
        var issuer = content.ReadEncodedValue().ToArray();
        ReadTime(content);
        DateTimeOffset? next = IsTime(content) ? ReadTime(content) : null;
        var serials = new HashSet<string>(StringComparer.Ordinal);
        if (content.HasData && content.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            var entries = content.ReadSequence();
            while (entries.HasData)
            {
                serials.Add(Convert.ToHexString(entries.ReadSequence().ReadIntegerBytes().Span));
            }
        }

        return content.HasData && MeansSomethingElse(content.ReadSequence(ExtensionsTag).ReadSequence())
            ? null
            : new Content(issuer, next, serials.ToFrozenSet(StringComparer.Ordinal));
    }

    private static bool MeansSomethingElse(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            if (extensions.ReadSequence().ReadObjectIdentifier() is DeltaIndicator or IssuingDistributionPoint)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTime(AsnReader reader) => reader.HasData
        && (reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) || reader.PeekTag().HasSameClassAndValue(Asn1Tag.GeneralizedTime));

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    private bool HasSignatureOf(X509Certificate2 authority)
    {
        var (isRsa, hash) = _algorithm switch
        {
            "1.2.840.113549.1.1.11" => (true, HashAlgorithmName.SHA256),
            "1.2.840.113549.1.1.12" => (true, HashAlgorithmName.SHA384),
            "1.2.840.113549.1.1.13" => (true, HashAlgorithmName.SHA512),
            "1.2.840.10045.4.3.2" => (false, HashAlgorithmName.SHA256),
            "1.2.840.10045.4.3.3" => (false, HashAlgorithmName.SHA384),
            "1.2.840.10045.4.3.4" => (false, HashAlgorithmName.SHA512),
            _ => (false, default),
        };
        if (hash.Name is null)
        {
            return false;
        }

        if (isRsa)
        {
            using var rsa = authority.GetRSAPublicKey();
            return rsa?.VerifyData(_signed, _signature, hash, RSASignaturePadding.Pkcs1) == true;
        }

        using var curve = authority.GetECDsaPublicKey();
        return curve?.VerifyData(_signed, _signature, hash, DSASignatureFormat.Rfc3279DerSequence) == true;
    }

    private readonly record struct Content(byte[] Issuer, DateTimeOffset? NextUpdate, FrozenSet<string> Serials);
}
