using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;
using Gateway.Registries.Names;
using Yarp.ReverseProxy.Model;
using StatusCodes = Gateway.HttpCache.Policy.StatusCodes;

namespace Gateway.Caching;

/// <summary>Marks stale what a request has changed at the upstream (RFC 9111 §4.4).</summary>
internal sealed class CacheInvalidation(ICacheStore store)
{
    /// <summary>Applies the answer to an unsafe request.</summary>
    /// <param name="visit">The request.</param>
    /// <param name="head">The answer.</param>
    public async ValueTask ApplyAsync(CacheVisit visit, ResponseHead head)
    {
        var names = visit.Request.Published.Snapshot.Part<PrivateNameTable>().Of(visit.Request.Mount!);
        foreach (var rest in ChangedBelowMount(visit, head).Distinct(StringComparer.Ordinal))
        {
            var request = visit.Request;
            var key = CacheKeys.Of(request.Mount!, names, rest, request.Scheme, request.Host, visit.Client.Fields, visit.Policy);
            await store.PurgeAsync(CacheKeys.ResourceOf(key, visit.Policy), PurgeMode.Soft, CancellationToken.None);
        }

        if (StatusCodes.IsNonError(head.Status))
        {
            // A publish changes the package in every environment that asks the same upstream.
            foreach (var tag in visit.Meaning.Invalidates)
            {
                await store.PurgeAsync(new PurgeScope.OfTag(tag), PurgeMode.Soft, CancellationToken.None);
            }
        }
    }

    /// <summary>
    /// The targets behind the mount that the answer says have changed. An upstream writes <c>Location</c> and <c>Content-Location</c> as
    /// it sees itself, or, when it heeds <c>X-Forwarded-Prefix</c>, as the client does: both readings count, for an entry marked stale in
    /// error costs one validation, and one left fresh in error shows what is no longer so.
    /// </summary>
    private static IEnumerable<string> ChangedBelowMount(CacheVisit visit, ResponseHead head)
    {
        var request = visit.Request;
        var mount = request.Mount!.Options.Path;
        var method = visit.Client.Method;
        foreach (var target in Invalidation.TargetsOf(
            method, $"{request.Scheme}://{request.Host}", request.Target.Value, head.Status, head.Fields))
        {
            if (RestOf(target, mount) is { } rest)
            {
                yield return rest;
            }
        }

        if (visit.Context.Features.Get<IReverseProxyFeature>()?.ProxiedDestination?.Model.Config.Address is { } address
            && Uri.TryCreate(address, UriKind.Absolute, out var destination))
        {
            var prefix = destination.AbsolutePath.TrimEnd('/');
            var origin = destination.GetLeftPart(UriPartial.Authority);
            foreach (var target in Invalidation.TargetsOf(method, origin, prefix + request.Rest, head.Status, head.Fields))
            {
                if (RestOf(target, prefix) is { } rest)
                {
                    yield return rest;
                }
            }
        }
    }

    private static string? RestOf(string target, string prefix) =>
        target.StartsWith(prefix, StringComparison.Ordinal) && (target.Length == prefix.Length || target[prefix.Length] is '/' or '?')
            ? target[prefix.Length..]
            : null;
}
