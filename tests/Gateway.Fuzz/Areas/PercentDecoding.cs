using System.Globalization;
using System.Text;

namespace Gateway.Fuzz.Areas;

/// <summary>What a path says once its escapes are undone, by a decoder of its own: the gateway's are what is tried.</summary>
internal static class PercentDecoding
{
    /// <summary>The octets, as Latin-1; an escape that is none stays as it is.</summary>
    public static string Decode(string path)
    {
        var text = new StringBuilder(path.Length);
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '%' && i + 2 < path.Length
                && byte.TryParse(path.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                text.Append((char)octet);
                i += 2;
            }
            else
            {
                text.Append(path[i]);
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// What a careless server makes of octets: it takes longer UTF-8 forms for the characters they spell (RFC 3629 §3 forbids them).
    /// </summary>
    public static string DecodeCarelessly(string octets)
    {
        var text = new StringBuilder(octets.Length);
        for (var i = 0; i < octets.Length; i++)
        {
            var more = octets[i] switch
            {
                >= '\u00C0' and <= '\u00DF' => 1,
                >= '\u00E0' and <= '\u00EF' => 2,
                >= '\u00F0' and <= '\u00F7' => 3,
                _ => 0,
            };
            var value = octets[i] & (0xFF >> (more + 1));
            var j = 1;
            while (j <= more && i + j < octets.Length && octets[i + j] is >= '\u0080' and <= '\u00BF')
            {
                value = (value << 6) | (octets[i + j] & 0x3F);
                j++;
            }

            var isWhole = more > 0 && j > more;
            text.Append(isWhole && value <= 0xFFFF ? (char)value : octets[i]);
            i += isWhole ? more : 0;
        }

        return text.ToString();
    }
}
