using System.Globalization;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Caching;

/// <summary>
/// The header section of a hit, ready to be copied into a response: the stored fields with <c>Age</c>, <c>X-Cache-Status</c> and
/// <c>Cache-Status</c> as they are for one second. A hot entry is sent thousands of times in a second, so what differs from hit to hit is
/// nothing, and what differs from second to second is made once. Immutable; kept at the entry.
/// </summary>
internal sealed class HitHead
{
    private readonly KeyValuePair<string, StringValues>[] _fields;
    private readonly CachePolicyOptions _policy;
    private readonly long _age;

    private HitHead(KeyValuePair<string, StringValues>[] fields, CachePolicyOptions policy, long age, CacheReport report)
    {
        _fields = fields;
        _policy = policy;
        _age = age;
        Report = report;
    }

    /// <summary>What is reported of the hit.</summary>
    public CacheReport Report { get; }

    /// <summary>The head of a hit now.</summary>
    /// <param name="verdict">A verdict of <see cref="ReuseKind.Fresh"/>.</param>
    /// <param name="policy">The policy that it was made by; what is left of the lifetime depends on it.</param>
    public static HitHead Of(in ReuseVerdict verdict, CachePolicyOptions policy)
    {
        var stored = verdict.Response!;
        var age = (long)verdict.State.Age.TotalSeconds;
        if (stored.Prepared is HitHead head && head._age == age && ReferenceEquals(head._policy, policy))
        {
            return head;
        }

        var report = CacheReport.OfHit(verdict);
        head = new HitHead(Prepare(stored.Head.Fields, age, report), policy, age, report);
        stored.Prepared = head;
        return head;
    }

    /// <summary>Copies the fields into a response that has not started.</summary>
    public void CopyTo(IHeaderDictionary headers)
    {
        if (headers.Count == 0)
        {
            foreach (var field in _fields)
            {
                headers[field.Key] = field.Value;
            }

            return;
        }

        foreach (var field in _fields)
        {
            AnswerHead.Add(headers, field.Key, field.Value);
        }
    }

    private static KeyValuePair<string, StringValues>[] Prepare(FieldList fields, long age, CacheReport report)
    {
        var prepared = new Dictionary<string, StringValues>(fields.Count + 3, StringComparer.OrdinalIgnoreCase);
        foreach (var field in fields)
        {
            prepared[field.Name] = StringValues.Concat(prepared.GetValueOrDefault(field.Name), field.Value);
        }

        prepared[HeaderNames.Age] = age.ToString(CultureInfo.InvariantCulture);
        prepared[CacheReporting.StatusField] = report.Word;
        prepared[CacheReporting.StandardField] =
            StringValues.Concat(prepared.GetValueOrDefault(CacheReporting.StandardField), report.ToCacheStatus());
        return [.. prepared];
    }
}
