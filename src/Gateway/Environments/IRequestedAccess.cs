using Gateway.Configuration;

namespace Gateway.Environments;

/// <summary>
/// What a request asks of a repository, in the terms of grants. Said by whoever reads the repository's format, so that another spelling
/// of a path is never another thing; set only where it matters who asks.
/// </summary>
internal interface IRequestedAccess
{
    /// <summary>What it does.</summary>
    GrantAction Action { get; }

    /// <summary>The package, unescaped and canonical; null where the path names none in a place that the format knows.</summary>
    string? Package { get; }

    /// <summary>
    /// Whether it belongs to the protocol itself and carries no name anywhere (a service index, a signing key), so that a grant for some
    /// names covers it.
    /// </summary>
    bool ConcernsNoPackage { get; }
}

/// <summary>What a request to a route of the user's own asks: a method, and no name that anybody could read.</summary>
/// <param name="method">The method as received.</param>
internal sealed class RouteAccess(string method) : IRequestedAccess
{
    /// <inheritdoc/>
    public GrantAction Action => method switch
    {
        "GET" or "HEAD" or "OPTIONS" => GrantAction.Read,
        "DELETE" => GrantAction.Delete,
        "PURGE" => GrantAction.Purge,
        _ => GrantAction.Publish,
    };

    /// <inheritdoc/>
    public string? Package => null;

    /// <inheritdoc/>
    public bool ConcernsNoPackage => false;
}

/// <summary>Somebody was found to be granted the purge that the request asks for. Without it no request purges anything.</summary>
/// <param name="Identity">Who.</param>
/// <param name="Role">The role that grants it.</param>
internal sealed record PurgeGrant(string Identity, string Role);
