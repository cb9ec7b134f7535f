using System.Collections.Immutable;
using Gateway.HttpCache.Policy.Grammar;

namespace Gateway.HttpCache.Policy;

/// <summary>Handling the answer to a validation request (RFC 9111 §4.3.3, §4.3.4).</summary>
internal static class Validation
{
    /// <summary>Decides what the answer means.</summary>
    internal static ValidationVerdict Decide(
        in CacheRequest request,
        StoredResponse? selected,
        IReadOnlyList<StoredResponse> stored,
        ResponseHead received,
        CachePolicyOptions options)
    {
        if (received.Status == StatusCodes.NotModified)
        {
            return OnNotModified(request, selected, stored, received, options);
        }

        if (selected is not null && StatusCodes.IsErrorThatStaleMayHide(received.Status))
        {
            var state = Freshness.StateOf(selected.Head.Facts, options, received.ResponseTime);
            var stale = Staleness.OnError(request, selected, state, options);
            if (stale.IsPermitted)
            {
                return new ValidationVerdict.ServeStale(selected, stale);
            }
        }

        return new ValidationVerdict.Replaced();
    }

    private static ValidationVerdict OnNotModified(
        in CacheRequest request,
        StoredResponse? selected,
        IReadOnlyList<StoredResponse> stored,
        ResponseHead received,
        CachePolicyOptions options)
    {
        var identified = Identify(Choosable(request, stored), received.Facts);
        if (!identified.IsEmpty)
        {
            var served = selected is not null && identified.Contains(selected) ? selected : identified[0];
            return Freshen(request, served, identified, received, options);
        }

        // It may name a variant of other selecting fields, whose tag was sent too: good for this request, but not to be updated by it.
        var named = NamedByTag(stored, received.Facts) ?? OnlyOneMeant(selected, stored, received.Facts);
        return named is null
            ? new ValidationVerdict.FetchAgain()
            : new ValidationVerdict.Freshened(named, HeadUpdate.Of(named, received, options).Head, [], []);
    }

    private static ValidationVerdict.Freshened Freshen(
        in CacheRequest request,
        StoredResponse served,
        ImmutableArray<StoredResponse> identified,
        ResponseHead received,
        CachePolicyOptions options)
    {
        var updates = ImmutableArray.CreateBuilder<HeadUpdate>();
        var forget = ImmutableArray.CreateBuilder<StoredResponse>();
        var head = HeadUpdate.Of(served, received, options).Head;
        foreach (var entry in identified)
        {
            var update = ReferenceEquals(entry, served) ? new HeadUpdate(served, head) : HeadUpdate.Of(entry, received, options);
            switch (Storing.RefusalByDirective(request, update.Head.Facts, options))
            {
                case null when !update.IsUnselectable:
                    updates.Add(update);
                    break;
                case null or StoreRefusal.ResponseNoStore or StoreRefusal.Private or StoreRefusal.StatusNotUnderstood:
                    forget.Add(entry);
                    break;
                default:
                    // The request, not the response, keeps this answer out of the store (no-store, Authorization): what is stored stays.
                    break;
            }
        }

        return new ValidationVerdict.Freshened(served, head, updates.DrainToImmutable(), forget.DrainToImmutable());
    }

    /// <summary>The entries that could have been chosen for the request, were they fresh; the youngest first.</summary>
    internal static ImmutableArray<StoredResponse> Choosable(in CacheRequest request, IReadOnlyList<StoredResponse> stored)
    {
        var fields = request.Fields;
        return [.. stored.Where(entry => Selection.Matches(entry, fields)).OrderByDescending(static entry => entry.Head.Facts.Date)];
    }

    // The three rules of §4.3.4, in order.
    private static ImmutableArray<StoredResponse> Identify(ImmutableArray<StoredResponse> choosable, ResponseFacts received)
    {
        var strongTag = received.EntityTag is { Weak: false } tag ? tag : (EntityTag?)null;
        if (strongTag is not null || received.StrongLastModified is not null)
        {
            return choosable.RemoveAll(entry => !HasStrongValidator(entry.Head.Facts, strongTag, received.StrongLastModified));
        }

        if (received.HasValidator)
        {
            return [.. choosable.Where(entry => HasWeakValidator(entry.Head.Facts, received)).Take(1)];
        }

        return choosable is [var only] && !only.Head.Facts.HasValidator ? choosable : [];
    }

    private static bool HasStrongValidator(ResponseFacts facts, EntityTag? tag, DateTimeOffset? modified) =>
        (tag is { } strong && facts.EntityTag?.StrongEquals(strong) == true)
        || (modified is not null && facts.StrongLastModified == modified);

    private static bool HasWeakValidator(ResponseFacts facts, ResponseFacts received) =>
        received.EntityTag is { } tag
            ? facts.EntityTag?.WeakEquals(tag) == true
            : facts.LastModified == received.LastModified;

    private static StoredResponse? NamedByTag(IReadOnlyList<StoredResponse> stored, ResponseFacts received) =>
        received.EntityTag is { } tag
            ? stored.FirstOrDefault(entry => !entry.Head.Facts.IsPartial && entry.Head.Facts.EntityTag?.WeakEquals(tag) == true)
            : null;

    // A 304 without any validator breaks RFC 9110 §15.4.5, but when one entry was asked about it can mean no other.
    private static StoredResponse? OnlyOneMeant(StoredResponse? selected, IReadOnlyList<StoredResponse> stored, ResponseFacts received) =>
        !received.HasValidator && stored.Count == 1 ? selected : null;
}
