using System.Globalization;
using System.Text;

namespace Gateway.Registries;

/// <summary>
/// A request target taken apart. <see cref="Check"/> holds for every format; <see cref="TryRead"/> is the strict reading of registries,
/// whose paths consist of names: there a double slash or an odd escape is a mistake or an attempt, never content.
/// </summary>
internal readonly struct RegistryTarget
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private RegistryTarget(string raw, int pathLength, string[] segments) => (Raw, PathLength, Segments) = (raw, pathLength, segments);

    /// <summary>The target as received.</summary>
    public string Raw { get; }

    /// <summary>How many characters of <see cref="Raw"/> are path.</summary>
    public int PathLength { get; }

    /// <summary>The segments of the path, unescaped. The last one is empty where the path ends with a slash. At least one.</summary>
    public string[] Segments { get; }

    /// <summary>The query with its question mark, as received; empty where there is none.</summary>
    public string Query => Raw[PathLength..];

    /// <summary>Whether the path as sent holds an escape.</summary>
    public bool Escaped => Raw.AsSpan(0, PathLength).Contains('%');

    /// <summary>
    /// Checks what has to hold whatever the path means: no byte that a server would drop, repair or read as "one level up".
    /// </summary>
    public static TargetFault Check(string target)
    {
        if (target.Length == 0 || target[0] != '/')
        {
            return TargetFault.NotAbsolute;
        }

        foreach (var character in target)
        {
            if (character is <= ' ' or >= '\x7f' or '#' or '\\')
            {
                return TargetFault.ForbiddenCharacter;
            }
        }

        return CheckPath(PathOf(target));
    }

    /// <summary>Reads the target of a registry.</summary>
    public static TargetFault TryRead(string target, out RegistryTarget result)
    {
        result = default;
        var fault = Check(target);
        if (fault != TargetFault.None)
        {
            return fault;
        }

        var path = PathOf(target);
        var segments = path[1..].ToString().Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            fault = segments[i].Length == 0 && i < segments.Length - 1 ? TargetFault.EmptySegment : Unescape(ref segments[i]);
            if (fault != TargetFault.None)
            {
                return fault;
            }
        }

        result = new RegistryTarget(target, path.Length, segments);
        return TargetFault.None;
    }

    /// <summary>Unescapes bytes that <see cref="Check"/> has found well formed; the fault says why they are no text.</summary>
    private static TargetFault Unescape(ref string segment)
    {
        if (!segment.Contains('%', StringComparison.Ordinal))
        {
            return TargetFault.None;
        }

        var bytes = new byte[segment.Length];
        var length = 0;
        for (var i = 0; i < segment.Length; i++)
        {
            var value = segment[i] == '%' ? HexPair(segment.AsSpan(i + 1, 2)) : segment[i];
            i += segment[i] == '%' ? 2 : 0;
            if (value is < ' ' or '\x7f')
            {
                return TargetFault.EscapedControl;
            }

            bytes[length++] = (byte)value;
        }

        try
        {
            segment = StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return TargetFault.NotUtf8;
        }

        return segment.Contains('\\', StringComparison.Ordinal) ? TargetFault.EscapedSeparator : TargetFault.None;
    }

    private static ReadOnlySpan<char> PathOf(string target)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? target : target.AsSpan(0, question);
    }

    /// <summary>
    /// Escapes are well formed, none is NUL, and no segment is a dot segment in any server's eyes: also with escaped dots, between
    /// escaped slashes or backslashes, and before a path parameter (<c>..;x</c>, which Java servers strip before they resolve).
    /// </summary>
    private static TargetFault CheckPath(ReadOnlySpan<char> path)
    {
        var dots = 0;
        var onlyDots = true;
        for (var i = 0; i < path.Length; i++)
        {
            int value = path[i];
            if (value == '%')
            {
                if (i + 2 >= path.Length || HexPair(path.Slice(i + 1, 2)) is not (>= 0 and var escaped))
                {
                    return TargetFault.BadPercentEscape;
                }

                value = escaped;
                i += 2;
            }

            switch (value)
            {
                case 0:
                    return TargetFault.EscapedControl;
                case '/' or '\\' or ';' when onlyDots && dots is 1 or 2:
                    return TargetFault.DotSegment;
                case '/' or '\\':
                    (dots, onlyDots) = (0, true);
                    break;
                case '.':
                    dots++;
                    break;
                default:
                    onlyDots = false;
                    break;
            }
        }

        return onlyDots && dots is 1 or 2 ? TargetFault.DotSegment : TargetFault.None;
    }

    private static int HexPair(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : -1;
}
