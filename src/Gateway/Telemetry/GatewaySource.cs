using System.Diagnostics;

namespace Gateway.Telemetry;

/// <summary>The gateway's own trace source and the names of its spans and attributes.</summary>
internal static class GatewaySource
{
    /// <summary>The name of the trace source and of the meter.</summary>
    public const string Name = "Gateway";

    /// <summary>The span of a cache decision.</summary>
    public const string CacheSpan = "gateway.cache";

    /// <summary>The span of one try of one destination.</summary>
    public const string AttemptSpan = "gateway.attempt";

    /// <summary>The source that the spans come from.</summary>
    public static readonly ActivitySource Activities = new(Name);

    /// <summary>Attribute names.</summary>
    public static class Tag
    {
        /// <summary>The environment.</summary>
        public const string Environment = "gateway.environment";

        /// <summary>The repository.</summary>
        public const string Repository = "gateway.repository";

        /// <summary>The word of <c>X-Cache-Status</c>.</summary>
        public const string CacheStatus = "gateway.cache.status";

        /// <summary>Why not a hit, or why not stored.</summary>
        public const string CacheReason = "gateway.cache.reason";

        /// <summary>A hash of the cache key, for telling entries apart without showing the URL.</summary>
        public const string CacheKeyHash = "gateway.cache.key_hash";

        /// <summary>The upstream asked.</summary>
        public const string Upstream = "gateway.upstream";

        /// <summary>The destination tried.</summary>
        public const string Destination = "gateway.destination";

        /// <summary>The number of the attempt, from 1.</summary>
        public const string Attempt = "gateway.attempt";

        /// <summary>How an attempt ended.</summary>
        public const string Outcome = "gateway.outcome";

        /// <summary>Who asked.</summary>
        public const string Identity = "gateway.identity";

        /// <summary>The role that allowed it.</summary>
        public const string Role = "gateway.role";

        /// <summary>The code of the gateway's own error.</summary>
        public const string Error = "gateway.error";

        /// <summary>The package.</summary>
        public const string PackageName = "gateway.package.name";

        /// <summary>The session of a NuGet client: one value for all requests of a restore.</summary>
        public const string NuGetSession = "gateway.nuget.session";

        /// <summary>The package's version.</summary>
        public const string PackageVersion = "gateway.package.version";
    }
}
