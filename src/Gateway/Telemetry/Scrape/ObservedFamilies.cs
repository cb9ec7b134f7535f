using System.Diagnostics.Metrics;
using System.Globalization;

namespace Gateway.Telemetry.Scrape;

/// <summary>
/// The instruments that are asked for their value when somebody reads: sizes, states, the runtime's own. They are read straight from
/// the instruments and not through the SDK, which goes on to report a series that its instrument no longer has: a destination that a
/// reload took away would stay unhealthy for ever.
/// </summary>
internal sealed class ObservedFamilies : IDisposable
{
    private readonly MeterListener _listener = new();
    private List<Observation> _observations = [];

    /// <summary>Listens to the instruments that are chosen, existing and coming ones.</summary>
    public ObservedFamilies(Func<Instrument, bool> isChosen)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.IsObservable && isChosen(instrument))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        Receive<byte>();
        Receive<short>();
        Receive<int>();
        Receive<long>();
        Receive<float>();
        Receive<double>();
        Receive<decimal>();
        _listener.Start();
    }

    /// <summary>Asks every instrument and writes what they say. Not for two threads at once.</summary>
    public void WriteTo(PrometheusText text, ISet<string> written)
    {
        _observations = [];
        _listener.RecordObservableInstruments();
        var families = _observations.GroupBy(observation => FamilyOf(observation.Instrument));
        foreach (var family in families.OrderBy(group => group.Key.Name, StringComparer.Ordinal))
        {
            if (!written.Add(family.Key.Name))
            {
                continue;
            }

            var (name, kind) = family.Key;
            var instrument = family.First().Instrument;
            text.Begin(name, kind, PrometheusName.UnitOf(instrument.Unit, kind), instrument.Description);
            foreach (var observation in family)
            {
                text.Value(observation.Labels, observation.Value);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static (string Name, FamilyKind Kind) FamilyOf(Instrument instrument)
    {
        // Only an observable counter is of that generic type; the other observable kinds may go down.
        var kind = instrument.GetType().GetGenericTypeDefinition() == typeof(ObservableCounter<>) ? FamilyKind.Counter : FamilyKind.Gauge;
        return (PrometheusName.OfFamily(instrument.Name, instrument.Unit, kind), kind);
    }

    private void Receive<T>()
        where T : struct, IConvertible =>
        _listener.SetMeasurementEventCallback<T>((instrument, value, tags, _) => _observations.Add(new Observation(
            instrument,
            value.ToDouble(CultureInfo.InvariantCulture),
            [.. tags.ToArray().Select(tag => new Label(tag.Key, tag.Value))])));

    private sealed record Observation(Instrument Instrument, double Value, IReadOnlyList<Label> Labels);
}
