using System.Collections.Immutable;
using Gateway.Certificates;
using Gateway.Configuration;
using Gateway.Errors;
using Gateway.Security.Grants;

namespace Gateway.Security.Identities;

/// <summary>Which client certificates are operators': those of the trusted roots that carry one of the names.</summary>
/// <param name="options">The client certificates; the rules have passed them.</param>
/// <param name="operators">The patterns of names; the rules have passed them.</param>
/// <param name="time">The clock of the dates.</param>
internal sealed class OperatorTrust(ClientCertificateOptions options, IEnumerable<string> operators, TimeProvider time)
{
    private readonly ImmutableArray<CertificatePattern> _operators = [.. operators.Select(CertificatePattern.Parse)];

    /// <summary>What is read again when its files change.</summary>
    public ClientTrust Trust { get; } = new(options, time);

    /// <summary>Who shows that certificate: an operator, or somebody who is refused and told why.</summary>
    public async ValueTask<ClientIdentity> IdentifyAsync(PeerCertificate peer)
    {
        var subject = LogText.Of(peer.Leaf.Subject);
        if (await Trust.CheckAsync(peer) is CertificateVerdict.Refused refused)
        {
            return new ClientIdentity.Refused(
                ErrorCode.ClientCertificateInvalid, $"The client certificate '{subject}' {refused.Reason}.");
        }

        return _operators.Any(pattern => pattern.Matches(peer.Leaf))
            ? new ClientIdentity.Known(LogText.Of(CertificateNames.CommonNameOf(peer.Leaf) ?? peer.Leaf.Subject), [], ByToken: false)
            : new ClientIdentity.Refused(
                ErrorCode.ForbiddenAction,
                $"The client certificate '{subject}' is no operator's; an operator's name matches Gateway:Admin:Operators.");
    }
}
