using Gateway.Configuration;

namespace Gateway.Registries.Npm;

/// <summary>The services of an npm registry, below <c>/-/</c>. Nothing about a user is ever cached.</summary>
internal static class NpmService
{
    /// <summary>Reads a path whose first segment is the dash.</summary>
    public static RequestMeaning Interpret(string method, in RegistryTarget target, ref NpmPath path)
    {
        path.Take();
        return path.Take() switch
        {
            "ping" => NpmFormat.Read(method, target, RequestKind.Health, package: null),
            "whoami" or "user" or "team" or "org" => Account(method, target, package: null),
            "all" => Search(method, target),
            "v1" => VersionOne(method, target, path.Take()),
            "package" => OfPackage(method, target, ref path),
            "npm" when path.Take() is "v1" => NpmVersionOne(method, target, ref path),
            _ => NpmFormat.Unknown(method, target, package: null),
        };
    }

    private static RequestMeaning VersionOne(string method, in RegistryTarget target, string service) => service switch
    {
        "search" => Search(method, target),
        "login" or "done" => Account(method, target, package: null),
        _ => NpmFormat.Unknown(method, target, package: null),
    };

    private static RequestMeaning NpmVersionOne(string method, in RegistryTarget target, ref NpmPath path)
    {
        switch (path.Take())
        {
            case "security":
                return Audit(method, target, ref path);
            case "keys":
                return NpmFormat.Read(method, target, RequestKind.SigningKeys, package: null) with
                {
                    CacheClass = NpmFormat.Cached(method, target, CacheClass.Document),
                };
            case "attestations":
                return Attestation(method, target, ref path);
            case "oidc":
                return TrustedPublishing(method, target, ref path);
            case "user" or "tokens" or "hooks" or "profile":
                return Account(method, target, package: null);
            default:
                return NpmFormat.Unknown(method, target, package: null);
        }
    }

    private static RequestMeaning Search(string method, in RegistryTarget target) =>
        NpmFormat.Read(method, target, RequestKind.Search, package: null) with
        {
            SearchText = QueryText.Value(target.Query, "text") ?? "",
            CacheClass = NpmFormat.Cached(method, target, CacheClass.Upstream),
        };

    private static RequestMeaning Account(string method, in RegistryTarget target, string? package) =>
        NpmFormat.Read(method, target, RequestKind.Account, package) with
        {
            // Who may read a package may have changed, so what was shared of it has to be asked for anew.
            Invalidates = package is null || RequestActions.Of(method) == RequestAction.Read
                ? []
                : [PurgeTags.Package(RepositoryFormat.Npm, package)],
        };

    /// <summary><c>/-/package/NAME/dist-tags[/TAG]</c>, <c>access</c>, <c>collaborators</c>, <c>visibility</c>, <c>trust</c>.</summary>
    private static RequestMeaning OfPackage(string method, in RegistryTarget target, ref NpmPath path)
    {
        if (path.TakeName() is not { } package || !NpmName.IsPackage(package))
        {
            return NpmFormat.Invalid(method, target.Raw, TargetFault.BadPackageName);
        }

        return path.Take() switch
        {
            // Asked for to see what was just set, and a few bytes: not worth a chance of being minutes old.
            "dist-tags" => NpmWrites.DistTag(method, target, package),
            "" => NpmFormat.Unknown(method, target, package),
            _ => Account(method, target, package),
        };
    }

    /// <summary>
    /// <c>/-/npm/v1/security/advisories/bulk</c> and <c>audits[/quick]</c>. The form of the body follows from the path, so it has one
    /// spelling, and a path that is none of these is unknown: nobody could say where names stand in what is sent there.
    /// </summary>
    private static RequestMeaning Audit(string method, in RegistryTarget target, ref NpmPath path) =>
        (path.Take(), path.Take(), path.Left) switch
        {
            ("advisories", "bulk", 0) => Audit(method, target, "advisories/bulk"),
            ("audits", "", 0) => Audit(method, target, "audits"),
            ("audits", "quick", 0) => Audit(method, target, "audits/quick"),
            _ => NpmFormat.Unknown(method, target, package: null),
        };

    // The audit's POST changes nothing: contract section 5 counts it as reading.
    private static RequestMeaning Audit(string method, in RegistryTarget target, string service) =>
        NpmFormat.Read(method, target, RequestKind.Audit, package: null) with
        {
            Action = method is "POST" ? RequestAction.Read : RequestActions.Of(method),
            CanonicalTarget = NpmFormat.Canonical(target, $"/-/npm/v1/security/{service}"),
        };

    /// <summary><c>/-/npm/v1/attestations/NAME@VERSION</c>.</summary>
    private static RequestMeaning Attestation(string method, in RegistryTarget target, ref NpmPath path)
    {
        var text = path.TakeName() ?? "";
        var at = text.LastIndexOf('@');
        if (at <= 0 || !NpmName.IsPackage(text[..at]) || !NpmName.IsPlain(text.AsSpan(at + 1)))
        {
            return NpmFormat.Invalid(method, target.Raw, TargetFault.BadPackageName);
        }

        var package = text[..at];
        return path.Left > 0
            ? NpmFormat.Unknown(method, target, package)
            : NpmFormat.Read(method, target, RequestKind.Attestation, package) with
            {
                Version = text[(at + 1)..],
                CacheClass = NpmFormat.Cached(method, target, CacheClass.Document),
                CanonicalTarget = NpmFormat.Canonical(target, $"/-/npm/v1/attestations/{text}"),
            };
    }

    /// <summary><c>/-/npm/v1/oidc/token/exchange/package/NAME</c>: a login for one package, whose name is in the path.</summary>
    private static RequestMeaning TrustedPublishing(string method, in RegistryTarget target, ref NpmPath path)
    {
        while (path.Left > 0 && path.Take() is not "package")
        {
        }

        var package = path.TakeName();
        return package is not null && !NpmName.IsPackage(package)
            ? NpmFormat.Invalid(method, target.Raw, TargetFault.BadPackageName)
            : NpmFormat.Read(method, target, RequestKind.Account, package);
    }
}
