using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration;
using Gateway.Environments;

namespace Gateway.Security.Grants;

/// <summary>A role of a policy, compiled. Immutable.</summary>
internal sealed class Role
{
    private readonly ImmutableArray<CertificatePattern> _certificates;
    private readonly ImmutableArray<Grant> _grants;

    /// <summary>Compiles a role whose patterns have passed the rules.</summary>
    public Role(string name, RoleOptions options)
    {
        Name = name;
        Granted = new AccessVerdict.Granted(name);
        _certificates = [.. options.Certificates.Select(CertificatePattern.Parse)];
        _grants = [.. options.Grants.Select(grant => new Grant(grant))];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The verdict that this role leads to, made once.</summary>
    public AccessVerdict Granted { get; }

    /// <summary>What it grants, in the order of the configuration.</summary>
    public ImmutableArray<Grant> Grants => _grants;

    /// <summary>Whether a client certificate has the role by its names.</summary>
    public bool Has(X509Certificate2 certificate)
    {
        foreach (var pattern in _certificates)
        {
            if (pattern.Matches(certificate))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of its patterns is this, or matches the text after the equals sign.</summary>
    public bool HasNamed(string kindAndName) => _certificates.Any(pattern => pattern.MatchesText(kindAndName));

    /// <summary>Whether it grants something of the repository.</summary>
    public bool Reaches(string repository)
    {
        foreach (var grant in _grants)
        {
            if (grant.Reaches(repository))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it grants what is asked.</summary>
    public bool Covers(string repository, RepositoryFormat format, IRequestedAccess asked)
    {
        foreach (var grant in _grants)
        {
            if (grant.Covers(repository, format, asked))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>One grant, compiled.</summary>
/// <param name="options">As it stands in the configuration.</param>
internal sealed class Grant(GrantOptions options)
{
    private const string Everything = "*";

    private readonly bool _coversEveryName = options.Names.Contains(Everything, StringComparer.Ordinal);

    /// <summary>As it stands in the configuration.</summary>
    public GrantOptions Options => options;

    /// <summary>Whether it is about the repository.</summary>
    public bool Reaches(string repository)
    {
        foreach (var pattern in options.Repositories)
        {
            if (AsteriskPattern.Matches(pattern, repository, ignoreCase: true))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it grants what is asked.</summary>
    public bool Covers(string repository, RepositoryFormat format, IRequestedAccess asked) =>
        options.Actions.Contains(asked.Action) && Reaches(repository) && CoversName(format, asked);

    // NuGet's ids have no letter case; npm's and Go's have, and a grant is the narrower for it.
    private bool CoversName(RepositoryFormat format, IRequestedAccess asked)
    {
        if (_coversEveryName)
        {
            return true;
        }

        if (asked.Package is not { } package)
        {
            return asked.ConcernsNoPackage && asked.Action == GrantAction.Read;
        }

        foreach (var pattern in options.Names)
        {
            if (AsteriskPattern.Matches(pattern, package, ignoreCase: format == RepositoryFormat.NuGet))
            {
                return true;
            }
        }

        return false;
    }
}
