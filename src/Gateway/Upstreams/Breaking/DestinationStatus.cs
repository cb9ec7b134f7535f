using System.Globalization;
using Gateway.Upstreams.Choosing;
using Gateway.Upstreams.Health;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams.Breaking;

/// <summary>What is known of one destination from the attempts at it. Lives as long as the destination, through every reload.</summary>
internal sealed class DestinationStatus(TimeProvider time)
{
    /// <summary>The key in a destination's metadata for its share among others: 1 to 1000.</summary>
    public const string WeightKey = "Weight";

    /// <summary>The key for its rank: destinations of a higher number are asked only when none of a lower one can be.</summary>
    public const string PriorityKey = "Priority";

    /// <summary>Where slow start begins: enough to see whether it answers, too little to break what has just come up.</summary>
    private const double LeastShare = 0.1;

    private DestinationConfig? _config;
    private int _weight = 1;
    private int _priority;
    private long _restUntil;
    private long _recovered;
    private long _ramp;

    /// <summary>Keeps requests from it while it fails.</summary>
    public Breaker Breaker { get; } = new(time);

    /// <summary>What the latest health checks have found.</summary>
    public ProbeCount Probes { get; } = new();

    /// <summary>Why health checks think of it as they do; null while they never changed their mind.</summary>
    public HealthNote? Health { get; set; }

    /// <summary>How quick it is.</summary>
    public PeakLatency Latency { get; } = new(time);

    /// <summary>What smooth weighted round robin has saved up for it; only under the lock of its upstream.</summary>
    public double Turn { get; set; }

    /// <summary>Whether it is left alone, or was asked to be.</summary>
    public bool IsImpaired => !Breaker.IsClosed || IsResting;

    /// <summary>Whether it has asked to be left alone for a while (<c>Retry-After</c>, RFC 9110 §10.2.3).</summary>
    public bool IsResting => Volatile.Read(ref _restUntil) is var until and not 0 && time.GetTimestamp() < until;

    /// <summary>It has asked to be left alone.</summary>
    public void Rest(TimeSpan span) => Volatile.Write(ref _restUntil, time.GetTimestamp() + Ticks(span));

    /// <summary>It is back; its share grows to the full one over a while.</summary>
    public void Recover(TimeSpan slowStart)
    {
        Volatile.Write(ref _ramp, Ticks(slowStart));
        Volatile.Write(ref _recovered, time.GetTimestamp());
    }

    /// <summary>Its rank and its share at this moment.</summary>
    public (int Priority, double Weight) Standing(DestinationState destination)
    {
        Read(destination.Model.Config);
        return (_priority, _weight * Share());
    }

    private double Share()
    {
        if (Volatile.Read(ref _ramp) is var ramp and > 0)
        {
            var passed = time.GetTimestamp() - Volatile.Read(ref _recovered);
            if (passed < ramp)
            {
                return LeastShare + ((1 - LeastShare) * passed / ramp);
            }

            Volatile.Write(ref _ramp, 0);
        }

        return 1;
    }

    // The rules have refused what is no number; the texts are read once for each configuration.
    private void Read(DestinationConfig config)
    {
        if (ReferenceEquals(_config, config))
        {
            return;
        }

        _weight = Number(config, WeightKey, 1);
        _priority = Number(config, PriorityKey, 0);
        _config = config;
    }

    private static int Number(DestinationConfig config, string key, int otherwise) =>
        config.Metadata?.GetValueOrDefault(key) is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
