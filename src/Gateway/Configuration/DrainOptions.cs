using System.ComponentModel.DataAnnotations;
using Gateway.Configuration.Form;

namespace Gateway.Configuration;

/// <summary>How the gateway ends.</summary>
internal sealed class DrainOptions
{
    /// <summary>
    /// How long it goes on taking requests after <c>/readyz</c> says no: as long as a load balancer takes to
    /// notice. Zero where there is none.
    /// </summary>
    [Range(typeof(TimeSpan), DurationLimits.Zero, DurationLimits.Day)]
    public TimeSpan AcceptFor { get; set; } = TimeSpan.Zero;

    /// <summary>How long the requests that are then under way may take to end, and WebSockets to close.</summary>
    [Range(typeof(TimeSpan), DurationLimits.Zero, DurationLimits.Day)]
    public TimeSpan FinishWithin { get; set; } = TimeSpan.FromSeconds(30);
}
