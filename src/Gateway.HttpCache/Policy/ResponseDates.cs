using Gateway.HttpCache.Policy.Grammar;

namespace Gateway.HttpCache.Policy;

/// <summary>The dates and ages of a received response (RFC 9111 §4.2.3).</summary>
internal readonly struct ResponseDates
{
    private readonly ResponseHead _head;
    private readonly bool _hasDate;

    internal ResponseDates(ResponseHead head)
    {
        _head = head;
        // Date has whole seconds. Counting the fraction of the reception would make every response look up to a second old.
        var received = DateTimeOffset.FromUnixTimeSeconds(head.ResponseTime.ToUnixTimeSeconds());
        var date = Parse(FieldNames.Date);
        _hasDate = date is not null;
        Date = date ?? received;
        LastModified = Parse(FieldNames.LastModified);
        var apparentAge = Max(TimeSpan.Zero, received - Date);
        var responseDelay = Max(TimeSpan.Zero, head.ResponseTime - head.RequestTime);
        InitialAge = Max(apparentAge, AgeValue() + responseDelay);
    }

    internal DateTimeOffset Date { get; }

    internal DateTimeOffset? LastModified { get; }

    internal TimeSpan InitialAge { get; }

    /// <summary>
    /// Expires minus Date. An Expires that cannot be read, above all "0", lies in the past (§5.3); from a Date that cannot be read
    /// nothing can be counted, which makes the response stale as invalid freshness information does (§4.2.1).
    /// </summary>
    internal TimeSpan UntilExpires() =>
        Parse(FieldNames.Expires) is { } expires && (_hasDate || _head.Fields[FieldNames.Date].Count == 0)
            ? Max(TimeSpan.Zero, expires - Date)
            : TimeSpan.Zero;

    // A list of ages counts with its first member, an invalid one not at all (§5.1).
    private TimeSpan AgeValue()
    {
        foreach (var line in _head.Fields[FieldNames.Age])
        {
            foreach (var member in new ListMembers(line))
            {
                return DeltaSeconds.TryParse(member, out var seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
            }
        }

        return TimeSpan.Zero;
    }

    private DateTimeOffset? Parse(string name)
    {
        var values = _head.Fields[name];
        return values.Count > 0 && HttpDate.TryParse(FieldText.Trim(values[0]), _head.ResponseTime, out var date) ? date : null;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
