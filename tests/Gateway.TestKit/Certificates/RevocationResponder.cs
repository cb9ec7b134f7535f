using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;

namespace Gateway.TestKit.Certificates;

/// <summary>
/// An HTTP server of an authority that answers whether its certificates were taken back: by OCSP (RFC 6960) below <c>/ocsp</c> and with
/// its list at <c>/list.crl</c>. Or answers nothing, as long as the test wants.
/// </summary>
public sealed class RevocationResponder : IAsyncDisposable
{
    private const string BasicResponse = "1.3.6.1.5.5.7.48.1.1";
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";
    private const string Sha1 = "1.3.14.3.2.26";

    private readonly FakeUpstream _server;
    private readonly TestCertificates _authority;
    private readonly ConcurrentDictionary<string, TestCertificate> _revoked = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _released = new();

    private RevocationResponder(FakeUpstream server, TestCertificates authority)
    {
        (_server, _authority) = (server, authority);
        server.Otherwise(AnswerAsync);
    }

    /// <summary>What a certificate names for OCSP.</summary>
    public Uri OcspAddress => new(_server.Address, "ocsp");

    /// <summary>What a certificate names for the list.</summary>
    public Uri ListAddress => new(_server.Address, "list.crl");

    /// <summary>Whether questions are taken and never answered.</summary>
    public bool Hangs { get; set; }

    /// <summary>How many questions came.</summary>
    public int Questions => _server.Requests.Count;

    public static async Task<RevocationResponder> StartAsync(TestCertificates authority) =>
        new(await FakeUpstream.StartAsync(), authority);

    /// <summary>Takes a certificate back.</summary>
    public void Revoke(TestCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        _revoked[certificate.Certificate.SerialNumber] = certificate;
    }

    public async ValueTask DisposeAsync()
    {
        _released.TrySetResult();
        await _server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (Hangs)
        {
            await _released.Task.WaitAsync(context.RequestAborted);
            return;
        }

        var path = context.Request.Path.Value ?? "";
        var answer = path == "/list.crl"
            ? _authority.RevocationList(TimeSpan.FromDays(1), [.. _revoked.Values])
            : Ocsp(await QuestionOf(context.Request));
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    // By GET the question is in the path, base64 with the URL's own escapes (RFC 6960 §A.1).
    private static async Task<byte[]> QuestionOf(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method))
        {
            var path = request.Path.Value!;
            return Convert.FromBase64String(Uri.UnescapeDataString(path["/ocsp/".Length..]));
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    /// <summary>A response for the first certificate asked about, signed by the authority itself.</summary>
    private byte[] Ocsp(byte[] question)
    {
        // OCSPRequest ::= SEQUENCE { TBSRequest ::= SEQUENCE { version?, requestorName?, requestList, … } }.
        var body = new AsnReader(question, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        while (body.PeekTag().TagClass == TagClass.ContextSpecific)
        {
            body.ReadEncodedValue();
        }

        var certId = body.ReadSequence().ReadSequence().PeekEncodedValue().ToArray();
        var parts = new AsnReader(certId, AsnEncodingRules.DER).ReadSequence();
        if (parts.ReadSequence().ReadObjectIdentifier() != Sha1)
        {
            throw new NotSupportedException("Only questions by SHA-1 are answered, which is what clients send.");
        }

        parts.ReadOctetString();
        parts.ReadOctetString();
        var serial = Convert.ToHexString(parts.ReadIntegerBytes().Span);
        var data = ResponseData(certId, _revoked.ContainsKey(serial));
        return Response(Signed(data));
    }

    private byte[] ResponseData(byte[] certId, bool isRevoked)
    {
        var now = TimeProvider.System.GetUtcNow();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
            {
                writer.WriteEncodedValue(_authority.Authority.SubjectName.RawData);
            }

            writer.WriteGeneralizedTime(now, omitFractionalSeconds: true);
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(certId);
                if (isRevoked)
                {
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
                    {
                        writer.WriteGeneralizedTime(now - TimeSpan.FromHours(1), omitFractionalSeconds: true);
                    }
                }
                else
                {
                    writer.WriteNull(new Asn1Tag(TagClass.ContextSpecific, 0));
                }

                writer.WriteGeneralizedTime(now - TimeSpan.FromMinutes(5), omitFractionalSeconds: true);
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    writer.WriteGeneralizedTime(now + TimeSpan.FromDays(1), omitFractionalSeconds: true);
                }
            }
        }

        return writer.Encode();
    }

    private byte[] Signed(byte[] data)
    {
        using var key = _authority.Authority.GetECDsaPrivateKey()!;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(data);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(EcdsaWithSha256);
            }

            writer.WriteBitString(key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }

        return writer.Encode();
    }

    private static byte[] Response(byte[] basic)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEnumeratedValue(Status.Successful);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(BasicResponse);
                writer.WriteOctetString(basic);
            }
        }

        return writer.Encode();
    }

    private enum Status
    {
        Successful = 0,
    }
}
