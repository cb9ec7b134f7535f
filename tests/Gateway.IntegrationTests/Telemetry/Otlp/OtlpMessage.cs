using System.Globalization;
using Google.Protobuf;

namespace Gateway.IntegrationTests.Telemetry.Otlp;

/// <summary>A span as it arrived.</summary>
public sealed record OtlpSpan(
    string TraceId, string SpanId, string ParentSpanId, string Name, int StatusCode, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>When it began, in nanoseconds since 1970.</summary>
    public required ulong Start { get; init; }

    /// <summary>When it ended.</summary>
    public required ulong End { get; init; }

    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);
}

/// <summary>A line of the log as it arrived.</summary>
public sealed record OtlpLine(string Severity, string Body, string TraceId, IReadOnlyDictionary<string, string> Attributes);

/// <summary>
/// Reads what the tests look at in OTLP's messages, by the numbers of their fields (opentelemetry-proto 1.x). All three signals are
/// nested alike: resource, scope, item.
/// </summary>
internal static class OtlpMessage
{
    private const int Resources = 1;
    private const int Scopes = 2;
    private const int Items = 2;

    public static IEnumerable<OtlpSpan> Spans(byte[] message) => ItemsOf(message).Select(item =>
    {
        var fields = Fields(item);
        var status = fields.GetValueOrDefault(15)?[0];
        return new OtlpSpan(
            Hex(fields, 1),
            Hex(fields, 2),
            Hex(fields, 4),
            Text(fields, 5),
            status is null ? 0 : (int)(Fields(status).GetValueOrDefault(3) is { } code ? BitConverter.ToInt64(code[0]) : 0),
            Attributes(fields.GetValueOrDefault(9)))
        {
            Start = BitConverter.ToUInt64(fields[7][0]),
            End = BitConverter.ToUInt64(fields[8][0]),
        };
    });

    public static IEnumerable<OtlpLine> Lines(byte[] message) => ItemsOf(message).Select(item =>
    {
        var fields = Fields(item);
        return new OtlpLine(Text(fields, 3), ValueOf(fields[5][0]), Hex(fields, 9), Attributes(fields.GetValueOrDefault(6)));
    });

    public static IEnumerable<string> MetricNames(byte[] message) => ItemsOf(message).Select(item => Text(Fields(item), 1));

    private static IEnumerable<byte[]> ItemsOf(byte[] message) =>
        from resource in Fields(message).GetValueOrDefault(Resources) ?? []
        from scope in Fields(resource).GetValueOrDefault(Scopes) ?? []
        from item in Fields(scope).GetValueOrDefault(Items) ?? []
        select item;

    private static Dictionary<string, string> Attributes(IEnumerable<byte[]>? pairs)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var fields in (pairs ?? []).Select(Fields))
        {
            attributes[Text(fields, 1)] = fields.TryGetValue(2, out var value) ? ValueOf(value[0]) : "";
        }

        return attributes;
    }

    /// <summary>An AnyValue as text.</summary>
    private static string ValueOf(byte[] value)
    {
        foreach (var (number, found) in Fields(value))
        {
            return number switch
            {
                1 => System.Text.Encoding.UTF8.GetString(found[0]),
                2 => BitConverter.ToInt64(found[0]) == 0 ? "false" : "true",
                3 => BitConverter.ToInt64(found[0]).ToString(CultureInfo.InvariantCulture),
                4 => BitConverter.ToDouble(found[0]).ToString(CultureInfo.InvariantCulture),
                _ => Convert.ToHexStringLower(found[0]),
            };
        }

        return "";
    }

    private static string Text(Dictionary<int, List<byte[]>> fields, int number) =>
        fields.TryGetValue(number, out var found) ? System.Text.Encoding.UTF8.GetString(found[0]) : "";

    private static string Hex(Dictionary<int, List<byte[]>> fields, int number) =>
        fields.TryGetValue(number, out var found) ? Convert.ToHexStringLower(found[0]) : "";

    /// <summary>The fields of a message by number; numbers as eight bytes.</summary>
    private static Dictionary<int, List<byte[]>> Fields(byte[] message)
    {
        var fields = new Dictionary<int, List<byte[]>>();
        var input = new CodedInputStream(message);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            var value = WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => BitConverter.GetBytes(input.ReadInt64()),
                WireFormat.WireType.Fixed64 => BitConverter.GetBytes(input.ReadFixed64()),
                WireFormat.WireType.Fixed32 => BitConverter.GetBytes((long)input.ReadFixed32()),
                _ => input.ReadBytes().ToByteArray(),
            };
            var number = WireFormat.GetTagFieldNumber(tag);
            (fields.TryGetValue(number, out var found) ? found : fields[number] = []).Add(value);
        }

        return fields;
    }
}
