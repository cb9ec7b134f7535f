using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Gateway.IntegrationTests.Registries;

/// <summary>The channels that were counted while it listens.</summary>
internal sealed class WithheldNames : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _channels = new();

    public WithheldNames()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "gateway.private_names.withheld")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: "channel", Value: string channel })
                {
                    _channels.Enqueue(channel);
                }
            }
        });
        _listener.Start();
    }

    public IReadOnlyCollection<string> Channels => _channels;

    public void Dispose() => _listener.Dispose();
}
