namespace Gateway.Registries;

/// <summary>What a request to a repository is about. Closed: what no format recognises is <see cref="Unknown"/>.</summary>
internal enum RequestKind
{
    /// <summary>The target cannot be read in one way only; it is answered with 400 and asked of no upstream.</summary>
    Invalid,

    /// <summary>
    /// Well formed, but not a request of the format's protocol. It may carry a name in a place the gateway does not know.
    /// </summary>
    Unknown,

    /// <summary>A resource of a generic repository: plain HTTP.</summary>
    Resource,

    /// <summary>A document about a package or one version of it.</summary>
    Metadata,

    /// <summary>The list of a package's versions.</summary>
    VersionList,

    /// <summary>The bytes that get installed: a tarball, a module zip, a nupkg.</summary>
    Artifact,

    /// <summary>Whether a checksum database is proxied (<c>/sumdb/NAME/supported</c>).</summary>
    ChecksumSupported,

    /// <summary>The record of one module version in a checksum database.</summary>
    ChecksumLookup,

    /// <summary>A tile of a checksum database's tree.</summary>
    ChecksumTile,

    /// <summary>The signed head of a checksum database's tree.</summary>
    ChecksumLatest,

    /// <summary>A search; <see cref="RequestMeaning.SearchText"/> says for what.</summary>
    Search,

    /// <summary>Users, tokens, teams, access rights, login.</summary>
    Account,

    /// <summary>An audit: a list of names and versions is sent to learn about vulnerabilities.</summary>
    Audit,

    /// <summary>A package or a version is published or changed.</summary>
    Publish,

    /// <summary>A package or a version is taken back.</summary>
    Unpublish,

    /// <summary>Reading or moving the named tags of an npm package.</summary>
    DistTag,

    /// <summary>Whether the registry answers at all (npm's <c>/-/ping</c>).</summary>
    Health,

    /// <summary>NuGet's list of resources, whose URLs lead to everything else.</summary>
    ServiceIndex,

    /// <summary>A NuGet registration index, page or leaf.</summary>
    Registration,

    /// <summary>Go's question where the source of an import path lies (<c>?go-get=1</c>).</summary>
    GoGet,

    /// <summary>Provenance of one npm package version.</summary>
    Attestation,

    /// <summary>The keys that an npm registry signs with.</summary>
    SigningKeys,
}

/// <summary>What a request does to a repository; grants are given by these.</summary>
internal enum RequestAction
{
    /// <summary>GET, HEAD, OPTIONS and the formats' safe POSTs.</summary>
    Read,

    /// <summary>PUT, POST, PATCH, and methods that the gateway does not know.</summary>
    Publish,

    /// <summary>DELETE.</summary>
    Delete,

    /// <summary>PURGE.</summary>
    Purge,
}

/// <summary>Whether a resource can change once it exists.</summary>
internal enum Mutability
{
    /// <summary>It can change.</summary>
    Mutable,

    /// <summary>The protocol promises that it never changes.</summary>
    Immutable,
}
