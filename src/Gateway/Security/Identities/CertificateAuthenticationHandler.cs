using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using Gateway.Certificates;
using Gateway.Environments;
using Gateway.Security.Grants;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Gateway.Security.Identities;

/// <summary>
/// The scheme <c>Certificate</c>: the client certificate of the connection, or the one that a trusted proxy vouches for, checked by the
/// environment's own policy. Claims and behaviour as in Microsoft.AspNetCore.Authentication.Certificate, which the package source lacks.
/// </summary>
internal sealed class CertificateAuthenticationHandler(
    IOptionsMonitor<CertificateAuthenticationOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<CertificateAuthenticationOptions>(options, loggers, encoder)
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Security");

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var request = Context.Features.GetRequiredFeature<GatewayRequest>();
        if (request.Published.Snapshot.Part<AccessPolicies>().Find(request.Environment)?.Certificates is not { } trust)
        {
            return AuthenticateResult.NoResult();
        }

        switch (ForwardedCertificate.Read(Context, request))
        {
            case ForwardedCertificate.Unreadable unreadable:
                return AuthenticateResult.Fail(unreadable.Reason);
            case ForwardedCertificate.Found found:
                return await CheckAsync(found.Certificate, trust);
            default:
                return Context.Features.Get<PeerCertificate>() is { } own
                    ? await CheckAsync(own, trust)
                    : AuthenticateResult.NoResult();
        }
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // A certificate is shown in the handshake, which is over: nothing can be asked for any more.
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private async Task<AuthenticateResult> CheckAsync(PeerCertificate peer, ClientTrust trust)
    {
        if (await trust.CheckAsync(peer) is CertificateVerdict.Refused refused)
        {
            Log.ClientCertificateRefused(_logger, peer.Leaf.Subject, refused.Reason);
            return AuthenticateResult.Fail($"The client certificate '{LogText.Of(peer.Leaf.Subject)}' {refused.Reason}.");
        }

        Context.Features.Set(peer);
        var identity = new ClaimsIdentity(ClaimsOf(peer.Leaf, Scheme.Name), Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    private static IEnumerable<Claim> ClaimsOf(X509Certificate2 certificate, string issuer)
    {
        yield return Text("issuer", certificate.Issuer);
        yield return Text(ClaimTypes.Thumbprint, certificate.GetCertHashString(HashAlgorithmName.SHA256));
        yield return Text(ClaimTypes.X500DistinguishedName, certificate.SubjectName.Name);
        yield return Text(ClaimTypes.SerialNumber, certificate.SerialNumber);
        if (CertificateNames.CommonNameOf(certificate) is { } name)
        {
            yield return Text(ClaimTypes.Name, name);
        }

        foreach (var host in CertificateNames.DnsOf(certificate))
        {
            yield return Text(ClaimTypes.Dns, host);
        }

        foreach (var uri in CertificateNames.UrisOf(certificate))
        {
            yield return Text(ClaimTypes.Uri, uri);
        }

        Claim Text(string type, string value) => new(type, value, ClaimValueTypes.String, issuer);
    }
}
