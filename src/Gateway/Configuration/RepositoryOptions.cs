namespace Gateway.Configuration;

/// <summary>One repository and where it is mounted.</summary>
internal sealed class RepositoryOptions
{
    /// <summary>What the paths below the mount mean.</summary>
    public RepositoryFormat Format { get; set; } = RepositoryFormat.Generic;

    /// <summary>The mount: a path that begins with a slash, does not end with one, and holds no escapes.</summary>
    public string Path { get; set; } = "";

    /// <summary>YARP cluster ids, asked in this order; <c>{environment}</c> is replaced. At least one.</summary>
    public List<string> Upstreams { get; set; } = [];

    /// <summary>Which status codes of one upstream mean "ask the next". Failures always do.</summary>
    public List<int> FallbackOn { get; set; } = [404, 410];

    /// <summary>Names that must never be asked of an upstream that is not marked <see cref="UpstreamOptions.Private"/>.</summary>
    public List<string> Private { get; set; } = [];

    /// <summary>Whether the client's <c>Authorization</c> goes to the upstream.</summary>
    public bool PassAuthorization { get; set; }

    /// <summary>
    /// Methods beyond GET, HEAD and OPTIONS whose requests do no harm when they reach an upstream twice, such as <c>PUT</c> where the same
    /// publish is refused or ignored the second time. The format's own reads by POST are known.
    /// </summary>
    public List<string> RepeatableMethods { get; set; } = [];

    /// <summary>How answers of this repository are cached.</summary>
    public RepositoryCacheOptions Cache { get; set; } = new();

    /// <summary>The environments it is mounted in; empty means every one.</summary>
    public List<string> Environments { get; set; } = [];
}

/// <summary>The package formats that the gateway knows.</summary>
internal enum RepositoryFormat
{
    /// <summary>Plain HTTP: a path has no further meaning.</summary>
    Generic,

    /// <summary>The npm registry protocol.</summary>
    Npm,

    /// <summary>The Go module proxy protocol (GOPROXY).</summary>
    Go,

    /// <summary>The NuGet v3 protocol.</summary>
    NuGet,
}
