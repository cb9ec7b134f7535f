namespace Gateway.Registries.Names;

/// <summary>Where a private name can stand in a request: the label <c>channel</c> of <c>gateway.private_names.withheld</c>.</summary>
internal enum NameChannel
{
    /// <summary>A document about the package.</summary>
    Metadata,

    /// <summary>The list of its versions.</summary>
    Versions,

    /// <summary>Its tarball, zip or nupkg.</summary>
    Artifact,

    /// <summary>A lookup in a checksum database.</summary>
    Checksum,

    /// <summary>The text of a search.</summary>
    Search,

    /// <summary>The body of an audit.</summary>
    Audit,

    /// <summary>Accounts, teams and access rights, which are by package or scope.</summary>
    Account,

    /// <summary>A publish, an unpublish or a change of tags.</summary>
    Publish,

    /// <summary>A header field such as <c>npm-scope</c>.</summary>
    Field,

    /// <summary>A redirect of an upstream that is followed.</summary>
    Redirect,

    /// <summary>A path that the format does not know, and which may carry a name anywhere.</summary>
    Unknown,
}

/// <summary>Channels as words and by what a request is about.</summary>
internal static class NameChannels
{
    /// <summary>The word of a channel.</summary>
    public static string WordOf(NameChannel channel) => channel switch
    {
        NameChannel.Metadata => "metadata",
        NameChannel.Versions => "versions",
        NameChannel.Artifact => "artifact",
        NameChannel.Checksum => "checksum",
        NameChannel.Search => "search",
        NameChannel.Audit => "audit",
        NameChannel.Account => "account",
        NameChannel.Publish => "publish",
        NameChannel.Field => "field",
        NameChannel.Redirect => "redirect",
        NameChannel.Unknown => "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(channel), channel, "The channel has no word; add one."),
    };

    /// <summary>The channel of a request of that kind.</summary>
    public static NameChannel Of(RequestKind kind) => kind switch
    {
        RequestKind.Metadata or RequestKind.Registration or RequestKind.Attestation or RequestKind.GoGet => NameChannel.Metadata,
        RequestKind.VersionList => NameChannel.Versions,
        RequestKind.Artifact => NameChannel.Artifact,
        RequestKind.ChecksumLookup => NameChannel.Checksum,
        RequestKind.Search => NameChannel.Search,
        RequestKind.Audit => NameChannel.Audit,
        RequestKind.Account => NameChannel.Account,
        RequestKind.Publish or RequestKind.Unpublish or RequestKind.DistTag => NameChannel.Publish,
        _ => NameChannel.Unknown,
    };
}
