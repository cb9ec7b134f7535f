using System.Globalization;
using System.Net;
using Gateway.Environments;

namespace Gateway.Fuzz.Areas;

/// <summary>Host: what chooses an environment is a spelling of its own name, and nothing that only looks like it.</summary>
internal sealed class HostArea : IFuzzArea
{
    private static readonly string[] Patterns = ["dev.example", "*.prod.example", "localhost:8082", "[::1]", "xn--bcher-kva.example"];

    private readonly HostTable<string> _table = new(Patterns.Select(text =>
        HostPattern.TryParse(text, out var pattern, out var fault)
            ? (pattern!, text)
            : throw new InvalidOperationException($"{text}: {fault}")));

    public string Name => "host";

    public IReadOnlyList<string> Seeds { get; } =
    [
        "dev.example", "DEV.example.", "dev.example:8080", "a.prod.example", "a.b.prod.example:443", "localhost:8082", "[::1]", "[::1]:80",
        "b\u00fccher.example", "prod.example", ".prod.example", "dev.example:", "dev.example:0", "evil.example", "[::ffff:1.2.3.4]",
    ];

    public IReadOnlyList<string> Pieces { get; } =
    [
        ".", "..", ":", ":80", ":8082", "[", "]", "::1", "*", "*.", "@", "/", "xn--", "%2e", " ", "\t", ",", "\u00ad", "\u3002", "\uff0e",
        "\u212a", "dev.example", "prod.example", "0",
    ];

    public ValueTask<FuzzOutcome> TryAsync(string input)
    {
        var found = _table.Find(input, 80);
        var again = _table.Find(input, 80);
        var isSplit = HostName.TrySplitPort(input, out var host, out _);
        var name = isSplit ? HostName.Normalise(host) : null;
        var finding = !ReferenceEquals(found, again) ? "found differently the second time"
            : name is not null && HostName.Normalise(name) != name ? "the normal form has another normal form"
            : name is not null && name.Any(letter => letter is <= ' ' or >= '\x7f' or (>= 'A' and <= 'Z')) ? "the normal form is none"
            : IsAscii(input) && found != Expected(input) ? $"chose {found ?? "nothing"} and not {Expected(input) ?? "nothing"}"
            : null;
        return new(new FuzzOutcome($"{found} {name?.Length} {input.Count(letter => letter == ':')}", finding));
    }

    private static bool IsAscii(string text) => text.All(char.IsAscii);

    /// <summary>Written by hand from RFC 9110 §7.2 and RFC 3986 §3.2.2, for names of letters only.</summary>
    private static string? Expected(string authority)
    {
        var colon = authority.EndsWith(']') ? -1 : authority.LastIndexOf(':');
        var port = colon < 0 ? "80" : authority[(colon + 1)..];
        if (port.Length == 0 || !port.All(char.IsAsciiDigit) || port.TrimStart('0') is not { Length: > 0 and <= 5 } digits
            || int.Parse(digits, CultureInfo.InvariantCulture) > ushort.MaxValue)
        {
            return null;
        }

        var host = (colon < 0 ? authority : authority[..colon]).ToLowerInvariant();
        return host is ['[', .. var inner, ']'] ? ExpectedOfAddress(inner) : ExpectedOfName(host.EndsWith('.') ? host[..^1] : host, digits);
    }

    private static string? ExpectedOfAddress(string inner) =>
        inner.All(letter => char.IsAsciiHexDigit(letter) || letter is ':' or '.')
        && IPAddress.TryParse(inner, out var address) && address.Equals(IPAddress.IPv6Loopback) ? "[::1]" : null;

    private static string? ExpectedOfName(string host, string port)
    {
        var labels = host.Split('.');
        var isName = host.Length <= 253
            && labels.All(label => label.Length > 0 && label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'));
        return host switch
        {
            _ when !isName => null,
            "dev.example" or "xn--bcher-kva.example" => host,
            "localhost" when port == "8082" => "localhost:8082",
            _ => labels is [_, .., "prod", "example"] && labels.Length > 2 ? "*.prod.example" : null,
        };
    }
}
