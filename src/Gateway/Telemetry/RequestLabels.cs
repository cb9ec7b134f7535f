using System.Collections.Frozen;

namespace Gateway.Telemetry;

/// <summary>Label values of a request, from closed sets: what a client makes up is folded into one value.</summary>
internal static class RequestLabels
{
    /// <summary>The word of OpenTelemetry's conventions for a method that is none of the known.</summary>
    public const string OtherMethod = "_OTHER";

    private const int LastStatus = 599;

    private static readonly FrozenSet<string> Methods = FrozenSet.ToFrozenSet(
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PURGE"], StringComparer.Ordinal);

    // Boxed once: a label of each request would otherwise be an allocation of each request.
    private static readonly object[] Statuses = [.. Enumerable.Range(0, LastStatus + 1).Select(status => (object)status)];

    /// <summary>The method, or <see cref="OtherMethod"/>.</summary>
    public static string OfMethod(string method) => Methods.TryGetValue(method, out var known) ? known : OtherMethod;

    /// <summary>The status code; 0 for one that is no HTTP status.</summary>
    public static object OfStatus(int status) => Statuses[status is >= 100 and <= LastStatus ? status : 0];
}
