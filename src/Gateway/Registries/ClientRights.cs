using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Gateway.Configuration;
using Gateway.Environments;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Registries;

/// <summary>
/// Which clients an upstream has lately given which packages. Where a repository passes the client's credential on and shares answers all
/// the same, what is stored for one client is given to another only after the upstream has said that this one may have it, too.
/// </summary>
internal sealed class ClientRights(TimeProvider time)
{
    /// <summary>How many rights are remembered: about 20 MB. When there are more all are forgotten, which costs each a question.</summary>
    private const int MostRights = 200_000;

    private readonly ConcurrentDictionary<ClientRight, long> _confirmed = new();

    /// <summary>Whether the rights of a client decide over what it may have of a repository's stored answers.</summary>
    public static bool AreAsked(MountedRepository mount, string method) =>
        mount.Options is { PassAuthorization: true, Cache.Authorization: SharedAuthorization.Shared } && RequestActions.Retrieves(method);

    /// <summary>
    /// Has the cache ask the upstream, with the client's own fields, before it answers (RFC 9111 §5.2.1.4). No failure of the upstream
    /// makes a stale answer of it: who says no-cache does not get one.
    /// </summary>
    public static void DemandConfirmation(IHeaderDictionary headers) =>
        headers.CacheControl = StringValues.Concat(headers[HeaderNames.CacheControl], "no-cache");

    /// <summary>Whether an answer gives what was asked for. One that leads elsewhere, to a login it may be, does not.</summary>
    public static bool AreConfirmedBy(int status) => status is (>= 200 and < 300) or StatusCodes.Status304NotModified;

    /// <summary>The right that has to be confirmed; null when it was, within the time that is configured.</summary>
    /// <param name="mount">The repository.</param>
    /// <param name="meaning">What is asked for.</param>
    /// <param name="authorization">The client's credential; empty is one, too: that of nobody.</param>
    public ClientRight? Unconfirmed(MountedRepository mount, RequestMeaning meaning, StringValues authorization)
    {
        var right = ClientRight.Of(mount, meaning, authorization);
        return _confirmed.TryGetValue(right, out var since) && time.GetElapsedTime(since) < mount.Options.Cache.ConfirmationLifetime
            ? null
            : right;
    }

    /// <summary>The upstream has given the client what it asked for.</summary>
    public void Remember(ClientRight right)
    {
        if (_confirmed.Count >= MostRights)
        {
            _confirmed.Clear();
        }

        _confirmed[right] = time.GetTimestamp();
    }
}

/// <summary>
/// A client's right to the documents of a package, to its artifacts, or to one target where neither is asked for.
/// </summary>
/// <param name="Mount">Environment and repository.</param>
/// <param name="Name">What of which package, or the target.</param>
/// <param name="Credential">A hash of the credential: the credential itself is not kept.</param>
internal sealed record ClientRight(string Mount, string Name, string Credential)
{
    /// <summary>The right that a request needs.</summary>
    public static ClientRight Of(MountedRepository mount, RequestMeaning meaning, StringValues authorization) => new(
        mount.RouteId,
        NameOf(meaning),
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(authorization.ToString()))));

    // A registry may show to everybody what there is and give the archives to some; to a search it answers everybody, and tells each less.
    private static string NameOf(RequestMeaning meaning) => (meaning.Package, meaning.Kind) switch
    {
        ({ } package, RequestKind.Artifact) => $"artifacts of {package}",
        ({ } package, RequestKind.Metadata or RequestKind.VersionList or RequestKind.Registration) => $"documents of {package}",
        _ => meaning.CanonicalTarget,
    };
}
