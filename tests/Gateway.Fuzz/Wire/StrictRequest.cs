using System.Buffers;
using System.Globalization;

namespace Gateway.Fuzz.Wire;

/// <summary>A request's header section, read as RFC 9112 has it and with no leniency.</summary>
internal sealed class StrictRequest
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly string[] NeverForwarded =
    [
        "Forwarded", "Client-Cert", "Client-Cert-Chain", "Proxy-Authorization", "Proxy-Connection", "Keep-Alive", "Upgrade",
        "HTTP2-Settings",
    ];

    private readonly List<(string Name, string Value)> _fields = [];

    private StrictRequest(string method, string target) => (Method, Target) = (method, target);

    public string Method { get; }

    public string Target { get; }

    public bool IsChunked => Value("Transfer-Encoding").Length > 0;

    public long Length => Value("Content-Length") is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : 0;

    /// <summary>The first value of a field; empty when there is none.</summary>
    public string Value(string name) => _fields.Find(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";

    /// <summary>Reads.</summary>
    /// <exception cref="InvalidDataException">It is not of that form.</exception>
    public static StrictRequest Read(string head)
    {
        var lines = head.Split("\r\n");
        if (head.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new InvalidDataException("The upstream got a bare CR or LF, or a NUL, in the header section");
        }

        var words = lines[0].Split(' ');
        if (words is not [{ Length: > 0 } method, ['/', ..] target, "HTTP/1.1"]
            || method.AsSpan().ContainsAnyExcept(Token) || target.Any(letter => letter is <= ' ' or '\x7f'))
        {
            throw new InvalidDataException($"The upstream got the request line '{lines[0]}'");
        }

        var request = new StrictRequest(method, target);
        foreach (var line in lines.Skip(1).Where(line => line.Length > 0))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || line.AsSpan(0, colon).ContainsAnyExcept(Token))
            {
                throw new InvalidDataException($"The upstream got the field line '{line}'");
            }

            request._fields.Add((line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        return request;
    }

    /// <summary>What a gateway may not send though it is well formed.</summary>
    /// <param name="authority">The upstream's own.</param>
    public IEnumerable<string> Faults(string authority)
    {
        foreach (var name in new[] { "Host", "Content-Length", "Transfer-Encoding", "X-Forwarded-For", "X-Forwarded-Host", "Via" })
        {
            if (_fields.Count(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) > 1)
            {
                yield return $"The upstream got {name} more than once";
            }
        }

        if (IsChunked && Value("Content-Length").Length > 0)
        {
            yield return "The upstream got a length beside a coding";
        }

        if (IsChunked && !Value("Transfer-Encoding").Equals("chunked", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"The upstream got the coding '{Value("Transfer-Encoding")}'";
        }

        if (Value("Host") != authority)
        {
            yield return $"The upstream got the Host '{Value("Host")}'";
        }

        if (Value("X-Forwarded-For") != "127.0.0.1" || Value("X-Forwarded-Proto") != "http")
        {
            yield return $"The upstream got X-Forwarded-For '{Value("X-Forwarded-For")}', -Proto '{Value("X-Forwarded-Proto")}'";
        }

        foreach (var name in NeverForwarded.Where(name => Value(name).Length > 0))
        {
            yield return $"The upstream got {name}";
        }
    }
}
