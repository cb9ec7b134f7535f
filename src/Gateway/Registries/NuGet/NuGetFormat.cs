using Gateway.Configuration;

namespace Gateway.Registries.NuGet;

/// <summary>
/// The NuGet v3 protocol. A server may put its resources under any path and names them in its service index, so a path is known by its
/// shape at the end: <c>…/ID/index.json</c>, <c>…/ID/VERSION/ID.VERSION.nupkg</c>, <c>…/ID/page/LOWER/UPPER.json</c>.
/// </summary>
internal sealed class NuGetFormat : IRegistryFormat
{
    /// <inheritdoc/>
    public RepositoryFormat Format => RepositoryFormat.NuGet;

    /// <inheritdoc/>
    public RequestMeaning Interpret(string method, string target)
    {
        var fault = RegistryTarget.TryRead(target, out var read);
        if (fault == TargetFault.None && Array.Exists(read.Segments, static segment => segment.Contains('/', StringComparison.Ordinal)))
        {
            fault = TargetFault.EscapedSeparator;
        }

        if (fault != TargetFault.None)
        {
            return RequestMeaning.Invalid(Format, method, target, fault);
        }

        // A trailing slash (push goes to /api/v2/package/ with some clients) is not a segment.
        var segments = read.Segments.AsSpan();
        segments = segments[^1].Length == 0 ? segments[..^1] : segments;
        return RequestActions.Of(method) == RequestAction.Read
            ? NuGetReads.Interpret(method, read, segments)
            : Write(method, read, segments);
    }

    /// <summary>A push, whose id stands only in the body; or the deletion or relisting of <c>…/ID/VERSION</c>.</summary>
    private RequestMeaning Write(string method, in RegistryTarget target, ReadOnlySpan<string> segments)
    {
        var named = segments.Length > 2 && NuGetId.IsVersion(segments[^1]) && NuGetId.IsValid(segments[^2]);
        var package = named ? NuGetId.Canonical(segments[^2]) : null;
        var version = named ? NuGetId.Canonical(segments[^1]) : null;
        var meaning = Meaning(method, target, method is "DELETE" ? RequestKind.Unpublish : RequestKind.Publish, package, version);
        return meaning with
        {
            Invalidates = package is null
                ? [PurgeTags.Metadata(Format, null), PurgeTags.Absent(Format, null)]
                : [PurgeTags.Metadata(Format, package), PurgeTags.Version(Format, package, version!)],
        };
    }

    /// <summary>A meaning of that kind, not cached.</summary>
    internal static RequestMeaning Meaning(
        string method, in RegistryTarget target, RequestKind kind, string? package, string? version) => new()
        {
            Format = RepositoryFormat.NuGet,
            Kind = kind,
            Action = RequestActions.Of(method),
            Package = package,
            Version = version,
            CanonicalTarget = target.Raw,
        };
}
