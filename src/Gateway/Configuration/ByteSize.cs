using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Gateway.Configuration;

/// <summary>A number of bytes, written with a binary unit: <c>64KiB</c>, <c>256MiB</c>, <c>10GiB</c>; a bare number is bytes.</summary>
/// <param name="Bytes">The number of bytes, not negative.</param>
[TypeConverter(typeof(ByteSizeConverter))]
internal readonly record struct ByteSize(long Bytes)
{
    private static readonly (string Suffix, int Shift)[] Units =
        [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0), ("", 0)];

    /// <summary>That many mebibytes.</summary>
    public static ByteSize FromMebibytes(long count) => new(count << 20);

    /// <summary>That many gibibytes.</summary>
    public static ByteSize FromGibibytes(long count) => new(count << 30);

    /// <summary>Reads the written form; false for anything else, also for what does not fit 63 bits.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ByteSize size)
    {
        size = default;
        var trimmed = text.AsSpan().Trim();
        foreach (var (suffix, shift) in Units)
        {
            if (!trimmed.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var digits = trimmed[..^suffix.Length].TrimEnd();
            if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > long.MaxValue >> shift)
            {
                return false;
            }

            size = new ByteSize(count << shift);
            return true;
        }

        return false;
    }

    /// <summary>The shortest written form that is exact.</summary>
    public override string ToString()
    {
        foreach (var (suffix, shift) in Units)
        {
            if (Bytes != 0 && Bytes >> shift << shift == Bytes)
            {
                return (Bytes >> shift).ToString(CultureInfo.InvariantCulture) + suffix;
            }
        }

        return "0B";
    }
}

/// <summary>Lets the configuration binder read a <see cref="ByteSize"/>.</summary>
internal sealed class ByteSizeConverter : TypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    /// <inheritdoc/>
    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        ByteSize.TryParse(value as string, out var size)
            ? size
            : throw new FormatException($"'{value}' is not a size; write a whole number and a unit, such as 256MiB or 10GiB.");
}
