using System.Net.Http.Headers;
using Gateway.Certificates;
using Gateway.Configuration;

namespace Gateway.Upstreams;

/// <summary>The gateway's own credential for one upstream, read again when its file changes.</summary>
internal sealed class UpstreamSecret : IReadFromFiles
{
    private readonly UpstreamAuthorizationOptions _options;
    private AuthenticationHeaderValue _current;
    private string? _fault;

    /// <summary>Reads it.</summary>
    /// <param name="upstream">The upstream's id.</param>
    /// <param name="options">Where it is; the rules have passed it.</param>
    /// <exception cref="InvalidDataException">It has changed since it was checked and cannot be used.</exception>
    public UpstreamSecret(string upstream, UpstreamAuthorizationOptions options)
    {
        (Upstream, _options) = (upstream, options);
        _current = SecretText.Read(options) switch
        {
            SecretText.Loaded loaded => Shown(loaded),
            SecretText.Unusable unusable => throw new InvalidDataException(unusable.Reason),
            _ => throw new InvalidOperationException("A secret is loaded or unusable."),
        };
    }

    /// <summary>The upstream's id.</summary>
    public string Upstream { get; }

    /// <summary>What the upstream is shown.</summary>
    public AuthenticationHeaderValue Current => Volatile.Read(ref _current);

    /// <inheritdoc/>
    public string? Fault => Volatile.Read(ref _fault);

    /// <inheritdoc/>
    /// <remarks>None where it is in an environment variable, which no running process is given anew.</remarks>
    public IEnumerable<string> Files => _options.SecretFile.Length > 0 ? [_options.SecretFile] : [];

    /// <inheritdoc/>
    public void Reload()
    {
        switch (SecretText.Read(_options))
        {
            case SecretText.Loaded loaded:
                Volatile.Write(ref _current, Shown(loaded));
                Volatile.Write(ref _fault, null);
                break;
            case SecretText.Unusable unusable:
                Volatile.Write(ref _fault, unusable.Reason);
                break;
        }
    }

    private AuthenticationHeaderValue Shown(SecretText.Loaded secret) => new(_options.Scheme, secret.Text);
}
