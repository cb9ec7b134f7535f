using Gateway.HttpCache.Policy.Grammar;
using Gateway.HttpCache.Policy.Ranges;

namespace Gateway.HttpCache.Policy;

/// <summary>
/// What the policy needs to know of a response, read from its fields once and kept with it, so that a hit parses nothing.
/// It holds what the response says; what the operator configured is applied at use, because a reload may change it.
/// </summary>
public sealed class ResponseFacts
{
    private ResponseFacts(ResponseHead head)
    {
        var fields = head.Fields;
        var dates = new ResponseDates(head);
        Status = head.Status;
        Directives = ResponseDirectives.Read(fields);
        EntityTag = Grammar.EntityTag.FromField(fields[FieldNames.ETag]);
        Date = dates.Date;
        LastModified = dates.LastModified;
        InitialAge = dates.InitialAge;
        ResponseTime = head.ResponseTime;
        Explicit = ExplicitLifetime(fields, dates);
        Range = head.Status == StatusCodes.PartialContent ? ContentRange.FromField(fields[FieldNames.ContentRange]) : null;
    }

    /// <summary>The status code.</summary>
    public int Status { get; }

    /// <summary>The directives.</summary>
    public ResponseDirectives Directives { get; }

    /// <summary>The entity tag, or null.</summary>
    public EntityTag? EntityTag { get; }

    /// <summary>The <c>Date</c> field, or the time of reception where it is absent or invalid (RFC 9110 §6.6.1).</summary>
    public DateTimeOffset Date { get; }

    /// <summary>The <c>Last-Modified</c> field, or null when absent or invalid.</summary>
    public DateTimeOffset? LastModified { get; }

    /// <summary>The corrected initial age (RFC 9111 §4.2.3).</summary>
    public TimeSpan InitialAge { get; }

    /// <summary>When the header section was received.</summary>
    public DateTimeOffset ResponseTime { get; }

    /// <summary>The lifetime that the response gives explicitly; <see cref="LifetimeSource.None"/> when it gives none.</summary>
    public Lifetime Explicit { get; }

    /// <summary>The range of a 206 with one range of known place; null for every other response.</summary>
    public ContentRange? Range { get; }

    /// <summary>Whether the entry holds a part of the representation only.</summary>
    public bool IsPartial => Status == StatusCodes.PartialContent;

    /// <summary>Whether there is anything to validate the response with.</summary>
    public bool HasValidator => EntityTag is not null || LastModified is not null;

    /// <summary>
    /// <c>Last-Modified</c> where it may count as a strong validator: at least one second older than <c>Date</c> (RFC 9110 §8.8.2.2).
    /// </summary>
    public DateTimeOffset? StrongLastModified =>
        LastModified is { } modified && Date - modified >= TimeSpan.FromSeconds(1) ? modified : null;

    /// <summary>Reads the facts of a response.</summary>
    /// <param name="head">Its head.</param>
    public static ResponseFacts Of(ResponseHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return new ResponseFacts(head);
    }

    private Lifetime ExplicitLifetime(FieldList fields, ResponseDates dates)
    {
        if (Directives.SharedMaxAge.Present)
        {
            return Of(Directives.SharedMaxAge, LifetimeSource.SharedMaxAge);
        }

        if (Directives.MaxAge.Present)
        {
            return Of(Directives.MaxAge, LifetimeSource.MaxAge);
        }

        // A targeted field in force makes Expires count for nothing (RFC 9213 §2.2).
        return Directives.Targeted || fields[FieldNames.Expires].Count == 0
            ? Lifetime.None
            : new Lifetime(dates.UntilExpires(), LifetimeSource.Expires);
    }

    // Invalid freshness information makes a response stale (RFC 9111 §4.2.1).
    private static Lifetime Of(DeltaDirective directive, LifetimeSource source) =>
        new(TimeSpan.FromSeconds(directive.Seconds ?? 0), source);
}
