using Gateway.Configuration;
using Gateway.Environments;

namespace Gateway.Registries;

/// <summary>What a request to a repository means, for every later stage. Set above the cache; holds nothing of the connection.</summary>
internal interface IRequestMeaningFeature
{
    /// <summary>The meaning. Never <see cref="RequestKind.Invalid"/>: such a request is answered where it is read.</summary>
    RequestMeaning Meaning { get; }

    /// <summary>Scheme, host and mount that the repository is seen under, without a slash at the end.</summary>
    string PublicBase { get; }
}

/// <summary>The meaning of a request to a mounted repository.</summary>
internal sealed class RequestMeaningFeature(RequestMeaning meaning, GatewayRequest request) : IRequestMeaningFeature, IRequestedAccess
{
    /// <inheritdoc/>
    public RequestMeaning Meaning => meaning;

    /// <inheritdoc/>
    public string PublicBase => request.PublicBase;

    /// <inheritdoc/>
    public GrantAction Action => meaning.Action switch
    {
        RequestAction.Read => GrantAction.Read,
        RequestAction.Delete => GrantAction.Delete,
        RequestAction.Purge => GrantAction.Purge,
        _ => GrantAction.Publish,
    };

    /// <inheritdoc/>
    public string? Package => meaning.Kind is RequestKind.Unknown ? null : meaning.Package;

    /// <inheritdoc/>
    public bool ConcernsNoPackage => meaning.Package is null && meaning.Kind is RequestKind.ServiceIndex or RequestKind.Health
        or RequestKind.SigningKeys or RequestKind.ChecksumSupported or RequestKind.ChecksumTile or RequestKind.ChecksumLatest;
}
