using System.Runtime.InteropServices;

namespace Gateway.HttpCache.Policy;

/// <summary>What permits a response to be used although it is stale or could not be validated (RFC 9111 §4.2.4).</summary>
public enum StalePermission
{
    /// <summary><c>stale-while-revalidate</c>, of the upstream or configured (RFC 5861 §3).</summary>
    StaleWhileRevalidate,

    /// <summary><c>stale-if-error</c>, of the upstream, the request, or configured (RFC 5861 §4).</summary>
    StaleIfError,

    /// <summary><c>max-stale</c> of the request (RFC 9111 §5.2.1.2).</summary>
    MaxStale,

    /// <summary>It is not stale at all: only the request had asked for something younger.</summary>
    StillFresh,
}

/// <summary>Why a response may not be used stale (RFC 9111 §4.2.4). Each has one name in <see cref="ReasonName"/>.</summary>
public enum StaleRefusal
{
    /// <summary>Neither upstream, request nor configuration permits it.</summary>
    NotPermitted,

    /// <summary>It is permitted, but not for so long.</summary>
    TooStale,

    /// <summary>The response says <c>no-cache</c>.</summary>
    NoCache,

    /// <summary>The response says <c>must-revalidate</c>.</summary>
    MustRevalidate,

    /// <summary>The response says <c>proxy-revalidate</c>.</summary>
    ProxyRevalidate,

    /// <summary>The response says <c>s-maxage</c>, which includes <c>proxy-revalidate</c> (§5.2.2.10).</summary>
    SharedMaxAge,

    /// <summary>It was purged softly or invalidated (§4.4): mandatory validation.</summary>
    MarkedStale,

    /// <summary>The request says <c>no-cache</c>.</summary>
    RequestNoCache,

    /// <summary>The request wants nothing stale: it says <c>max-age</c> without <c>max-stale</c>, or <c>min-fresh</c>.</summary>
    RequestFreshness,
}

/// <summary>Whether a stale response may be used: permitted by one thing or refused for one reason.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StaleVerdict
{
    private StaleVerdict(StalePermission? permission, StaleRefusal? refusal)
    {
        Permission = permission;
        Refusal = refusal;
    }

    /// <summary>What permits it; null when refused.</summary>
    public StalePermission? Permission { get; }

    /// <summary>Why it is refused; null when permitted.</summary>
    public StaleRefusal? Refusal { get; }

    /// <summary>Whether it is permitted.</summary>
    public bool IsPermitted => Permission is not null;

    /// <summary>The one name of the permission or of the refusal.</summary>
    public string Reason => Permission is { } permission ? ReasonName.Of(permission) : ReasonName.Of(Refusal ?? StaleRefusal.NotPermitted);

    /// <summary>Permits.</summary>
    /// <param name="permission">By what.</param>
    public static StaleVerdict Permit(StalePermission permission) => new(permission, null);

    /// <summary>Refuses.</summary>
    /// <param name="refusal">Why.</param>
    public static StaleVerdict Refuse(StaleRefusal refusal) => new(null, refusal);
}
