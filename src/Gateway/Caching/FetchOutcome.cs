using System.Collections.Immutable;
using System.IO.Pipelines;
using Gateway.Errors;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;

namespace Gateway.Caching;

/// <summary>What a fetch came to when the upstream's head was there, or when it was clear that none would come. Closed.</summary>
internal abstract record FetchOutcome
{
    private FetchOutcome()
    {
    }

    /// <summary>The answer is being stored; whoever waits for it may read the entry while it grows.</summary>
    /// <param name="Draft">The entry to be.</param>
    /// <param name="Received">
    /// All fields of the answer. The one who caused it gets also those that are not stored because they are for nobody else: cookies.
    /// </param>
    /// <param name="Writer">The growing entry.</param>
    public sealed record Growing(EntryDraft Draft, FieldList Received, IEntryWriter Writer) : FetchOutcome;

    /// <summary>A part is being stored together with the stored one that it continues.</summary>
    /// <param name="Head">The head of the received part.</param>
    /// <param name="Writer">The growing entry of both.</param>
    /// <param name="Offset">Where the received part begins in it.</param>
    /// <param name="Length">How long the received part is.</param>
    public sealed record Part(ResponseHead Head, IEntryWriter Writer, long Offset, long Length) : FetchOutcome;

    /// <summary>The answer may not be stored: it is for the request that caused the fetch, and for nobody else.</summary>
    /// <param name="Head">The answer's head.</param>
    /// <param name="Reason">Why it is not stored.</param>
    /// <param name="Body">The answer's body.</param>
    public sealed record Unshared(ResponseHead Head, StoreRefusal Reason, PipeReader Body) : FetchOutcome;

    /// <summary>The upstream confirmed what is stored (304).</summary>
    /// <param name="Served">The confirmed entry, with its new head.</param>
    /// <param name="Selecting">
    /// The selecting fields of the request that it was confirmed for. They can differ from the entry's own, when the upstream named by
    /// its tag a variant that was stored for others.
    /// </param>
    public sealed record Confirmed(StoredResponse Served, ImmutableArray<SelectingField> Selecting) : FetchOutcome;

    /// <summary>The upstream answered with an error that a stale entry may hide.</summary>
    /// <param name="Served">The stale entry.</param>
    /// <param name="Stale">What permits its use.</param>
    /// <param name="Status">The upstream's status code.</param>
    public sealed record HiddenError(StoredResponse Served, StaleVerdict Stale, int Status) : FetchOutcome;

    /// <summary>No answer came.</summary>
    /// <param name="Error">Why.</param>
    public sealed record Failed(GatewayError Error) : FetchOutcome;

    /// <summary>There is something new in the store: look again.</summary>
    public sealed record LookAgain : FetchOutcome;

    /// <summary>The upstream confirmed something that is not stored: ask again without conditions.</summary>
    public sealed record AskAgain : FetchOutcome;
}
