using Gateway.Configuration;
using Gateway.Errors;

namespace Gateway.Environments;

/// <summary>
/// What the first stage found out about a request; every later stage reads it. It holds no reference to the connection,
/// so a fetch that outlives the client may keep it.
/// </summary>
internal sealed class GatewayRequest : IErrorAudience
{
    /// <summary>The snapshot that this request sees from first to last stage.</summary>
    public required PublishedSnapshot Published { get; init; }

    /// <summary>The environment that the Host chose.</summary>
    public required GatewayEnvironment Environment { get; init; }

    /// <summary>The request target as sent.</summary>
    public required RequestTarget Target { get; init; }

    /// <summary><c>http</c> or <c>https</c>, as the client sees it.</summary>
    public required string Scheme { get; init; }

    /// <summary>The Host as the client named it.</summary>
    public required string Host { get; init; }

    /// <summary>Who the client is, and through whom it came.</summary>
    public required ForwardedChain Client { get; init; }

    /// <summary>The repository, once found; null for a route of the user's own.</summary>
    public MountedRepository? Mount { get; private set; }

    /// <summary>The target behind the mount, as sent: empty, or it begins with a slash or a question mark.</summary>
    public string Rest { get; private set; } = "";

    /// <summary>Whether the answer is a document about packages, which an upstream has at hand.</summary>
    public bool AsksForDocument { get; private set; }

    /// <summary>Who of the repository's upstreams may be asked; null when all may.</summary>
    public UpstreamLimit? Limit { get; private set; }

    /// <summary>The body, where it is held because not every upstream may hear all of it; null where it passes as it comes.</summary>
    public ScreenedBody? Screened { get; private set; }

    /// <summary>
    /// Where this repository is seen from outside: scheme, host and mount, without a slash at the end. In lower case as in the cache key,
    /// so that one entry holds one base.
    /// </summary>
    public string PublicBase => $"{Scheme}://{Host.ToLowerInvariant()}{Mount?.Options.Path}";

    /// <inheritdoc/>
    /// <remarks>Stages before the repository's refuse, too, and go shows its user nothing of an error that is no plain text.</remarks>
    public bool? ReadsPlainText => Format is { } format ? format == RepositoryFormat.Go : null;

    /// <inheritdoc/>
    public string? PrintedField => Format == RepositoryFormat.NuGet ? "X-NuGet-Warning" : null;

    /// <inheritdoc/>
    public bool ReadsReason => Format == RepositoryFormat.Npm;

    /// <inheritdoc/>
    public bool SeesDetails => Environment.Policy.ShowDetails == true;

    private RepositoryFormat? Format => (Mount ?? Environment.FindMount(HttpMethods.Get, Target.Path, out _))?.Options.Format;

    /// <summary>The answer is a document about packages.</summary>
    public void ExpectDocument() => AsksForDocument = true;

    /// <summary>From here on only some upstreams may be asked.</summary>
    public void Restrict(UpstreamLimit limit) => Limit = limit;

    /// <summary>From here on the body is that one.</summary>
    public void Screen(ScreenedBody body) => Screened = body;

    /// <summary>Finds the repository by path.</summary>
    /// <param name="method">The method of the request.</param>
    /// <returns>False when none is mounted there.</returns>
    public bool FindMount(string method)
    {
        Mount = Environment.FindMount(method, Target.Path, out var restIndex);
        if (Mount is null)
        {
            return false;
        }

        Rest = Target.Value[restIndex..];
        return true;
    }
}
