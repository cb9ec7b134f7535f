using System.ComponentModel.DataAnnotations;
using Gateway.Configuration.Form;

namespace Gateway.Configuration;

/// <summary>Whose requests are counted together.</summary>
internal enum RateLimitSubject
{
    /// <summary>Those of one identity; of one address where nobody is asked who they are.</summary>
    Identity,

    /// <summary>Those of one address.</summary>
    Address,
}

/// <summary>A token bucket: so many requests per time, and so many at once after a pause.</summary>
internal sealed class RateLimitOptions
{
    /// <summary>How many requests each span of time: 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int Requests { get; set; } = 200;

    /// <summary>The span of time.</summary>
    [Range(typeof(TimeSpan), DurationLimits.Millisecond, DurationLimits.Day)]
    public TimeSpan Per { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many at once after a pause: 1 to 1,000,000; null for twice <see cref="Requests"/>.</summary>
    [Range(1, 1_000_000)]
    public int? Burst { get; set; }

    /// <summary>Whose requests are counted together.</summary>
    public RateLimitSubject By { get; set; } = RateLimitSubject.Identity;
}
