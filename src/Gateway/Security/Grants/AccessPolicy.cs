using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Security.Identities;

namespace Gateway.Security.Grants;

/// <summary>Who may do what in one environment, compiled. Pure but for <see cref="Certificates"/>, which reads files.</summary>
internal sealed class AccessPolicy
{
    private static readonly AccessVerdict GrantedToAll = new AccessVerdict.Granted(Role: null);

    private readonly string _environment;
    private readonly bool _allowsAnonymousRead;
    private readonly bool _requiresCertificate;

    /// <summary>Compiles the policy of an environment.</summary>
    /// <param name="environment">The environment, its policy free of faults.</param>
    /// <param name="certificates">Whom its client certificates are trusted from; null where it asks for none.</param>
    public AccessPolicy(GatewayEnvironment environment, ClientTrust? certificates)
    {
        var policy = environment.Policy;
        _environment = environment.Name;
        _allowsAnonymousRead = policy.Anonymous == AnonymousAccess.Read;
        _requiresCertificate = policy.ClientCertificates is { Required: true };
        Roles = [.. policy.Roles.Select(entry => new Role(entry.Key, entry.Value))];
        Tokens = new TokenTable([.. policy.Tokens.Select(token => new AccessToken(token, RolesNamed(token.Roles)))]);
        Certificates = certificates;
        TokenLifetime = policy.ClientCertificates?.TokenLifetime ?? TimeSpan.Zero;
    }

    /// <summary>The roles.</summary>
    public ImmutableArray<Role> Roles { get; }

    /// <summary>The access tokens.</summary>
    public TokenTable Tokens { get; }

    /// <summary>Whom client certificates are trusted from; null where none is asked for.</summary>
    public ClientTrust? Certificates { get; }

    /// <summary>How long a token lasts that the holder of a client certificate asks for.</summary>
    public TimeSpan TokenLifetime { get; }

    /// <summary>Whether a request could be answered whoever sends it, so that the stage that knows what it means has to decide.</summary>
    public bool AllowsAnonymousRead => _allowsAnonymousRead;

    /// <summary>The roles of those names; one that is not there any more counts for nothing.</summary>
    public ImmutableArray<Role> RolesNamed(IEnumerable<string> names) =>
        [.. Roles.Where(role => names.Contains(role.Name, StringComparer.OrdinalIgnoreCase))];

    /// <summary>The roles that a client certificate has by its names.</summary>
    public ImmutableArray<Role> RolesOf(X509Certificate2 certificate) => [.. Roles.Where(role => role.Has(certificate))];

    /// <summary>Of what the two kinds of credential came to, which counts.</summary>
    /// <param name="byCertificate">What the client certificate came to.</param>
    /// <param name="byToken">What the token came to.</param>
    public ClientIdentity Choose(ClientIdentity byCertificate, ClientIdentity byToken) => (byCertificate, byToken) switch
    {
        (ClientIdentity.Refused, _) when _requiresCertificate => byCertificate,
        (ClientIdentity.Anonymous, _) when _requiresCertificate => new ClientIdentity.Refused(
            ErrorCode.ClientCertificateRequired,
            $"Environment {_environment} is for holders of a client certificate; let the client present one."),

        // What a client says of itself in the request is meant before what its connection carries anyhow.
        (_, ClientIdentity.Known) => byToken,
        (ClientIdentity.Known, _) => byCertificate,
        (_, ClientIdentity.Refused) => byToken,
        _ => byCertificate,
    };

    /// <summary>Whether the identity may do what is asked.</summary>
    /// <param name="identity">Who asks; a refused one only where its credential is meant for the upstream.</param>
    /// <param name="repository">The repository, or the id of the user's own route.</param>
    /// <param name="format">Its format.</param>
    /// <param name="asked">What is asked.</param>
    public AccessVerdict Decide(ClientIdentity identity, string repository, RepositoryFormat format, IRequestedAccess asked)
    {
        if (identity is ClientIdentity.Known known)
        {
            foreach (var role in known.Roles)
            {
                if (role.Covers(repository, format, asked))
                {
                    return role.Granted;
                }
            }
        }

        if (IsOpenTo(identity, asked.Action))
        {
            return GrantedToAll;
        }

        return identity is ClientIdentity.Known someone ? Missing(someone, repository, format, asked) : Challenge();
    }

    /// <summary>The refusal of somebody who showed no credential.</summary>
    public AccessVerdict.Refused Challenge() => Tokens.IsEmpty && Certificates is not null
        ? new AccessVerdict.Refused(
            ErrorCode.ClientCertificateRequired,
            $"Environment {_environment} wants to know who asks; let the client present its certificate, or a token that "
                + "'gateway token login' was given for it.",
            [])
        : new AccessVerdict.Refused(
            ErrorCode.TokenRequired,
            $"Environment {_environment} wants to know who asks; send an access token as Bearer, or as the password of Basic.",
            []);

    /// <summary>What is allowed apart from roles. A purge never is: it takes away what others are served.</summary>
    private bool IsOpenTo(ClientIdentity identity, GrantAction action) => action switch
    {
        GrantAction.Purge => false,
        GrantAction.Read when _allowsAnonymousRead => true,
        _ => identity is ClientIdentity.Known && Roles.IsEmpty,
    };

    private AccessVerdict.Refused Missing(ClientIdentity.Known identity, string repository, RepositoryFormat format, IRequestedAccess asked)
    {
        var reaches = identity.Roles.Any(role => role.Reaches(repository));
        var code = reaches || Roles.IsEmpty ? ErrorCode.ForbiddenAction : ErrorCode.ForbiddenRepository;
        var what = asked.Package is null ? "this" : $"'{asked.Package}'";
        var detail = code == ErrorCode.ForbiddenRepository
            ? $"{identity.Name} has no role for the repository {repository} of environment {_environment}."
            : $"{identity.Name} may not {Word(asked.Action)} {what} in the repository {repository} of environment {_environment}.";
        return new AccessVerdict.Refused(
            code, detail, [.. Roles.Where(role => role.Covers(repository, format, asked)).Select(role => role.Name)]);
    }

    private static string Word(GrantAction action) => action switch
    {
        GrantAction.Read => "read",
        GrantAction.Publish => "publish",
        GrantAction.Delete => "delete",
        _ => "purge",
    };
}
