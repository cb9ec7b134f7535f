using System.Collections.Immutable;

namespace Gateway.HttpCache.Policy;

/// <summary>Why a response is not stored. Each has one name in <see cref="ReasonName"/>.</summary>
public enum StoreRefusal
{
    /// <summary>The method is not GET.</summary>
    Method,

    /// <summary>The request had content.</summary>
    RequestContent,

    /// <summary>The status code is not of a final response.</summary>
    StatusNotFinal,

    /// <summary>The request says <c>no-store</c>.</summary>
    RequestNoStore,

    /// <summary>The response says <c>no-store</c>.</summary>
    ResponseNoStore,

    /// <summary>The response says <c>private</c>.</summary>
    Private,

    /// <summary>The request carried credentials and the response does not allow sharing (RFC 9111 §3.5).</summary>
    Authorization,

    /// <summary>The response says <c>must-understand</c> and its status code is not known.</summary>
    StatusNotUnderstood,

    /// <summary>A 304 is no response to store; it updates one.</summary>
    NotModified,

    /// <summary>A 206 that cannot be placed: no request for a range, no single range, an unknown complete length.</summary>
    PartialContent,

    /// <summary>A 412 or 416 answers the request's own condition or range and nobody else's request.</summary>
    RequestSpecific,

    /// <summary>Nothing says how long it would be fresh and nothing to validate it with.</summary>
    NoFreshness,

    /// <summary>It may never be used without validation and has nothing to be validated with.</summary>
    NoValidator,

    /// <summary><c>Vary</c> holds <c>*</c> or something that is no field name: no request would ever match.</summary>
    VaryUnmatchable,

    /// <summary>The announced length exceeds the limit.</summary>
    TooLarge,

    /// <summary>The repository's format forbids it: accounts, tokens, audits, writes.</summary>
    RepositoryFormat,

    /// <summary>The request asks for another protocol (RFC 9110 §7.8).</summary>
    Upgrade,

    /// <summary>The response may be stored, but the store does not take it now: too long for it, no room or no medium.</summary>
    NoRoom,
}

/// <summary>Whether a response is stored. Closed: one of the nested records.</summary>
public abstract record StoreVerdict
{
    private StoreVerdict()
    {
    }

    /// <summary>It is stored.</summary>
    /// <param name="Head">The head to store: without the fields that must not be (RFC 9111 §3.1), with a <c>Date</c>.</param>
    /// <param name="Selecting">The selecting fields.</param>
    /// <param name="Tags">The upstream's tags.</param>
    /// <param name="AnnouncedLength">The length that the response announced, or null.</param>
    public sealed record Store(
        ResponseHead Head,
        ImmutableArray<SelectingField> Selecting,
        ImmutableArray<string> Tags,
        long? AnnouncedLength) : StoreVerdict;

    /// <summary>It is not stored.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refuse(StoreRefusal Reason) : StoreVerdict;
}
