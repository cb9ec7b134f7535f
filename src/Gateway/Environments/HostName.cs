using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Environments;

/// <summary>
/// A host name in the one form that is compared: lower case, without trailing dot, IDN as ASCII (RFC 3986 §3.2.2, RFC 5891).
/// </summary>
internal static class HostName
{
    /// <summary>The longest name that DNS carries (RFC 1035 §2.3.4), with room for brackets of an IPv6 address.</summary>
    private const int Longest = 253;

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>
    /// Splits <c>host[:port]</c> (RFC 9110 §7.2). The host is not yet normalised; brackets of an IPv6 address stay on it.
    /// False when the port is not a number from 1 to 65535.
    /// </summary>
    public static bool TrySplitPort(ReadOnlySpan<char> authority, out ReadOnlySpan<char> host, out int? port)
    {
        port = null;
        var colon = authority.LastIndexOf(':');
        if (colon < 0 || authority.EndsWith("]"))
        {
            host = authority;
            return true;
        }

        host = authority[..colon];
        var digits = authority[(colon + 1)..];

        // Behind the digits the platform's parser takes NULs, which no port has.
        if (digits.Contains('\0')
            || !ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            return false;
        }

        port = number;
        return true;
    }

    /// <summary>The normal form, or null when the text is no host name.</summary>
    public static string? Normalise(ReadOnlySpan<char> host)
    {
        if (host is ['[', .. var address, ']'])
        {
            // The parser would also take an IPv4 address, brackets within brackets, and a zone, which means nothing to another machine.
            return !address.ContainsAnyExcept(AddressCharacters) && IPAddress.TryParse(address, out var parsed)
                && parsed.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{parsed}]" : null;
        }

        var name = host.EndsWith(".") ? host[..^1] : host;
        if (name.IsEmpty || name.Length > Longest)
        {
            return null;
        }

        if (!System.Text.Ascii.IsValid(name))
        {
            return ToAscii(name.ToString());
        }

        foreach (var character in name)
        {
            // The underscore is no host name character, but names with it are met inside companies.
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '.' or '_'))
            {
                return null;
            }
        }

        var hasEmptyLabel = name[0] == '.' || name[^1] == '.' || name.Contains("..", StringComparison.Ordinal);
        return hasEmptyLabel ? null : string.Create(name.Length, name, Lower);
    }

    private static void Lower(Span<char> target, ReadOnlySpan<char> name) => name.ToLowerInvariant(target);

    private static string? ToAscii(string name)
    {
        try
        {
            // Some of its characters mean a full stop (RFC 3490 §3.1), and the result must be in normal form as well.
            return Normalise(Idn.GetAscii(name.ToLowerInvariant()));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
