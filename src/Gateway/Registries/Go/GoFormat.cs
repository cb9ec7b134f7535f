using Gateway.Configuration;

namespace Gateway.Registries.Go;

/// <summary>The Go module proxy protocol (GOPROXY) and <c>?go-get=1</c>; the checksum database in <see cref="ChecksumPath"/>.</summary>
internal sealed class GoFormat : IRegistryFormat
{
    /// <inheritdoc/>
    public RepositoryFormat Format => RepositoryFormat.Go;

    /// <inheritdoc/>
    public RequestMeaning Interpret(string method, string target)
    {
        var fault = RegistryTarget.TryRead(target, out var read);
        if (fault != TargetFault.None)
        {
            return Invalid(method, target, fault);
        }

        if (Array.Exists(read.Segments, static segment => segment.Contains('/', StringComparison.Ordinal)))
        {
            return Invalid(method, target, TargetFault.EscapedSeparator);
        }

        if (QueryText.Value(read.Query, "go-get") is "1")
        {
            // An import path is not case-encoded, and its host is the one this request came to.
            var importPath = string.Join('/', read.Segments).TrimEnd('/');
            return Meaning(method, read, RequestKind.GoGet, CacheClass.Never) with { Package = importPath };
        }

        return read.Segments[0] is "sumdb" ? ChecksumPath.Interpret(method, read) : Module(method, read);
    }

    private static RequestMeaning Module(string method, in RegistryTarget target)
    {
        var segments = target.Segments;
        var last = segments[^1];
        var latest = last is "@latest" && segments.Length > 1;
        var versioned = segments.Length > 2 && segments[^2] is "@v";
        if (!latest && !versioned)
        {
            return Meaning(method, target, RequestKind.Unknown, CacheClass.Never);
        }

        if (!GoCase.TryUnescape(string.Join('/', segments[..^(latest ? 1 : 2)]), out var module))
        {
            return Invalid(method, target.Raw, TargetFault.BadCaseEscape);
        }

        if (!GoModulePath.IsValid(module))
        {
            return Invalid(method, target.Raw, TargetFault.BadPackageName);
        }

        var meaning = latest
            ? Meaning(method, target, RequestKind.Metadata, CacheClass.Listing)
            : last is "list" ? Meaning(method, target, RequestKind.VersionList, CacheClass.Listing) : File(method, target, last);
        return meaning.Kind == RequestKind.Invalid ? meaning : meaning with { Package = module };
    }

    private static RequestMeaning File(string method, in RegistryTarget target, string file)
    {
        var dot = file.LastIndexOf('.');
        var extension = dot < 0 ? "" : file[(dot + 1)..];
        if (extension is not ("info" or "mod" or "zip"))
        {
            return Meaning(method, target, RequestKind.Unknown, CacheClass.Never);
        }

        if (!GoCase.TryUnescape(file[..dot], out var version))
        {
            return Invalid(method, target.Raw, TargetFault.BadCaseEscape);
        }

        if (!GoVersion.IsPlain(version))
        {
            return Invalid(method, target.Raw, TargetFault.BadVersion);
        }

        var kind = extension is "zip" ? RequestKind.Artifact : RequestKind.Metadata;
        var settled = extension is "info" ? CacheClass.Settled : CacheClass.Immutable;
        return Meaning(method, target, kind, GoVersion.IsCanonical(version) ? settled : CacheClass.Listing) with { Version = version };
    }

    /// <summary>
    /// A meaning of that kind. Module proxies have no writes, so a method other than GET and HEAD makes it unknown and not cached. The
    /// canonical target undoes percent escapes (<c>%21</c> for <c>!</c>); what is read there consists of characters that need none.
    /// </summary>
    internal static RequestMeaning Meaning(string method, in RegistryTarget target, RequestKind kind, CacheClass cacheClass)
    {
        var reads = RequestActions.Retrieves(method);
        return new RequestMeaning
        {
            Format = RepositoryFormat.Go,
            Kind = reads ? kind : RequestKind.Unknown,
            Action = RequestActions.Of(method),
            CacheClass = reads ? cacheClass : CacheClass.Never,
            CanonicalTarget = target.Escaped && kind is not (RequestKind.Unknown or RequestKind.GoGet)
                ? $"/{string.Join('/', target.Segments)}{target.Query}"
                : target.Raw,
        };
    }

    /// <summary>A target that cannot be read in one way only.</summary>
    internal static RequestMeaning Invalid(string method, string target, TargetFault fault) =>
        RequestMeaning.Invalid(RepositoryFormat.Go, method, target, fault);
}
