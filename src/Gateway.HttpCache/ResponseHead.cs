using Gateway.HttpCache.Policy;

namespace Gateway.HttpCache;

/// <summary>A response as it was received, without its body.</summary>
/// <param name="Status">The status code (RFC 9110 §15).</param>
/// <param name="Fields">The field lines that may be stored: hop-by-hop fields are already gone (RFC 9111 §3.1).</param>
/// <param name="RequestTime">When the request that fetched it was sent (<c>request_time</c> of RFC 9111 §4.2.3).</param>
/// <param name="ResponseTime">When its header section was received (<c>response_time</c>).</param>
public sealed record ResponseHead(int Status, FieldList Fields, DateTimeOffset RequestTime, DateTimeOffset ResponseTime)
{
    private ResponseFacts? _facts;

    // A copy made by "with" differs from its original, so it must not inherit what was read from it.
    private ResponseHead(ResponseHead original)
    {
        Status = original.Status;
        Fields = original.Fields;
        RequestTime = original.RequestTime;
        ResponseTime = original.ResponseTime;
    }

    /// <summary>What the policy read from the fields; read on first use and kept.</summary>
    public ResponseFacts Facts => _facts ??= ResponseFacts.Of(this);

    /// <inheritdoc/>
    public bool Equals(ResponseHead? other) =>
        other is not null
        && Status == other.Status
        && Fields.Equals(other.Fields)
        && RequestTime == other.RequestTime
        && ResponseTime == other.ResponseTime;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Status, Fields, RequestTime, ResponseTime);
}
