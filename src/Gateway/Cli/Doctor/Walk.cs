using System.Net;
using System.Net.Security;

namespace Gateway.Cli.Doctor;

/// <summary>Where a walk goes, and with what.</summary>
/// <param name="Url">The URL that is asked for.</param>
/// <param name="Connection">Trust, client certificate and patience.</param>
/// <param name="Authorization">The value of <c>Authorization</c>, or null.</param>
internal sealed record WalkPlan(Uri Url, ConnectionSettings Connection, string? Authorization);

/// <summary>What the server is, as far as its answers tell.</summary>
internal enum RegistryKind
{
    /// <summary>Nothing tells.</summary>
    Unknown,

    /// <summary>An npm registry.</summary>
    Npm,

    /// <summary>A Go module proxy.</summary>
    Go,

    /// <summary>A NuGet v3 source.</summary>
    NuGet,
}

/// <summary>One request from outside in, step by step; each step leaves here what it came to.</summary>
internal sealed class Walk(WalkPlan plan, ClientSurroundings surroundings, TimeProvider time) : IDisposable
{
    private bool _wasTaken;

    /// <summary>Where it goes, and with what.</summary>
    public WalkPlan Plan { get; } = plan;

    /// <summary>The URL that is asked for.</summary>
    public Uri Url => Plan.Url;

    /// <summary>The name that is asked for in a handshake.</summary>
    public string ServerName => Plan.Connection.ServerName ?? Url.IdnHost;

    /// <summary>Variables and files of whoever asks.</summary>
    public ClientSurroundings Surroundings { get; } = surroundings;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>The addresses of the name.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; set; } = [];

    /// <summary>The connection, once the port took it.</summary>
    public TappedStream? Connection { get; set; }

    /// <summary>What the handshake came to; null without TLS.</summary>
    public TlsHandshake? Tls { get; set; }

    /// <summary>The stream through TLS, once the handshake succeeded.</summary>
    public SslStream? Secured { get; set; }

    /// <summary>The answer to the request.</summary>
    public HttpAnswer? Answer { get; set; }

    /// <summary>What the server is.</summary>
    public RegistryKind Kind { get; set; }

    /// <summary>The examined stream, through TLS where there is one; null once somebody has taken it.</summary>
    public Stream? TakeStream() => Interlocked.Exchange(ref _wasTaken, true) ? null : Secured ?? (Stream?)Connection;

    /// <inheritdoc/>
    public void Dispose()
    {
        Secured?.Dispose();
        Connection?.Dispose();
    }
}
