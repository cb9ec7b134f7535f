using System.Collections.Immutable;

namespace Gateway.HttpCache.Policy;

/// <summary>What a 200 to HEAD does to the stored GET responses (RFC 9111 §4.3.5).</summary>
/// <param name="Updates">Entries that it confirms, with their new heads.</param>
/// <param name="MarkStale">Entries that it contradicts: to be validated before their next use.</param>
public sealed record HeadEffect(ImmutableArray<HeadUpdate> Updates, ImmutableArray<StoredResponse> MarkStale)
{
    /// <summary>No effect.</summary>
    public static HeadEffect None { get; } = new([], []);

    internal static HeadEffect Of(
        in CacheRequest request, IReadOnlyList<StoredResponse> stored, ResponseHead received, CachePolicyOptions options)
    {
        if (!RequestMethods.IsHead(request.Method) || received.Status != StatusCodes.Ok)
        {
            return None;
        }

        var updates = ImmutableArray.CreateBuilder<HeadUpdate>();
        var stale = ImmutableArray.CreateBuilder<StoredResponse>();
        foreach (var entry in Validation.Choosable(request, stored))
        {
            if (!Agrees(entry, received))
            {
                stale.Add(entry);
                continue;
            }

            var update = HeadUpdate.Of(entry, received, options);
            switch (Storing.RefusalByDirective(request, update.Head.Facts, options))
            {
                case null when !update.IsUnselectable:
                    updates.Add(update);
                    break;
                case null or StoreRefusal.ResponseNoStore or StoreRefusal.Private or StoreRefusal.StatusNotUnderstood:
                    stale.Add(entry);
                    break;
                default:
                    break;
            }
        }

        return new HeadEffect(updates.DrainToImmutable(), stale.DrainToImmutable());
    }

    // Every validator that the answer has, and its Content-Length if it has one.
    private static bool Agrees(StoredResponse entry, ResponseHead received)
    {
        var (mine, theirs) = (entry.Head.Facts, received.Facts);
        var length = StoredFields.ContentLengthOf(received.Fields);
        return (mine.Status is StatusCodes.Ok or StatusCodes.PartialContent)
            && (theirs.EntityTag is null || mine.EntityTag == theirs.EntityTag)
            && (theirs.LastModified is null || mine.LastModified == theirs.LastModified)
            && (length is null || length == Answering.CompleteLengthOf(entry));
    }
}
