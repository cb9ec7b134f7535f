using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry.Scrape;

/// <summary>
/// Writes what OpenTelemetry's SDK has added up: counters and histograms. The SDK hands its state over while it collects, and only then.
/// </summary>
internal sealed class RecordedFamilies : BaseExporter<Metric>
{
    /// <summary>Where the next collection is written to; set by whoever asks for it.</summary>
    public PrometheusText? Text { get; set; }

    /// <summary>The families written so far: a name must not come twice, whatever two libraries think of it.</summary>
    public HashSet<string> Written { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        // The provider collects once more when it is disposed; then nobody reads.
        if (Text is not { } text)
        {
            return ExportResult.Success;
        }

        foreach (var metric in batch)
        {
            if (KindOf(metric.MetricType) is not { } kind)
            {
                continue;
            }

            var name = PrometheusName.OfFamily(metric.Name, metric.Unit, kind);
            if (Written.Add(name))
            {
                text.Begin(name, kind, PrometheusName.UnitOf(metric.Unit, kind), metric.Description);
                Write(text, metric);
            }
        }

        return ExportResult.Success;
    }

    /// <summary>Exponential histograms have no form in either text; the gateway asks for none.</summary>
    private static FamilyKind? KindOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => FamilyKind.Counter,
        MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => FamilyKind.Gauge,
        MetricType.LongGauge or MetricType.DoubleGauge => FamilyKind.Gauge,
        MetricType.Histogram => FamilyKind.Histogram,
        _ => null,
    };

    private static void Write(PrometheusText text, Metric metric)
    {
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = LabelsOf(point);
            switch (metric.MetricType)
            {
                case MetricType.Histogram:
                    WriteHistogram(text, point, labels);
                    break;
                case MetricType.LongSum:
                    text.Value(labels, point.GetSumLong(), LastOf(ExemplarsOf(point)));
                    break;
                case MetricType.DoubleSum:
                    text.Value(labels, point.GetSumDouble(), LastOf(ExemplarsOf(point)));
                    break;
                case MetricType.LongSumNonMonotonic:
                    // A gauge: OpenMetrics allows exemplars on counters and buckets only.
                    text.Value(labels, point.GetSumLong());
                    break;
                case MetricType.DoubleSumNonMonotonic:
                    text.Value(labels, point.GetSumDouble());
                    break;
                case MetricType.LongGauge:
                    text.Value(labels, point.GetGaugeLastValueLong());
                    break;
                default:
                    text.Value(labels, point.GetGaugeLastValueDouble());
                    break;
            }
        }
    }

    private static void WriteHistogram(PrometheusText text, in MetricPoint point, List<Label> labels)
    {
        var exemplars = ExemplarsOf(point);
        var (below, lower) = (0L, double.NegativeInfinity);
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            var (from, to) = (lower, bucket.ExplicitBound);
            text.Bucket(labels, to, below, LastOf(exemplars.Where(exemplar => exemplar.Value > from && exemplar.Value <= to)));
            lower = to;
        }

        text.Totals(labels, point.GetHistogramSum(), point.GetHistogramCount());
    }

    private static List<Label> LabelsOf(in MetricPoint point)
    {
        var labels = new List<Label>(point.Tags.Count);
        foreach (var tag in point.Tags)
        {
            labels.Add(new Label(tag.Key, tag.Value));
        }

        return labels;
    }

    private static List<SampleExemplar> ExemplarsOf(in MetricPoint point)
    {
        var found = new List<SampleExemplar>();
        if (point.TryGetExemplars(out var exemplars))
        {
            foreach (ref readonly var exemplar in exemplars)
            {
                // The kind of number is the instrument's; the other of the two is zero.
                var value = exemplar.DoubleValue == 0 ? exemplar.LongValue : exemplar.DoubleValue;
                found.Add(new SampleExemplar(exemplar.TraceId.ToString(), exemplar.SpanId.ToString(), value, exemplar.Timestamp));
            }
        }

        return found;
    }

    private static SampleExemplar? LastOf(IEnumerable<SampleExemplar> exemplars)
    {
        SampleExemplar? last = null;
        foreach (var exemplar in exemplars)
        {
            last = last is { } other && other.Time > exemplar.Time ? last : exemplar;
        }

        return last;
    }
}
