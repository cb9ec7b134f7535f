using System.Collections.Frozen;
using System.Globalization;
using Gateway.Configuration.Form;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Configuration.Rules;

/// <summary>What the gateway reads in a destination's metadata is a number within its range; and statuses are statuses.</summary>
internal static class DestinationRules
{
    private const int LeastStatus = 400;
    private const int MostStatus = 599;

    private static readonly (string Key, int Least, int Most)[] Numbers = [("Weight", 1, 1000), ("Priority", 0, 1000)];

    /// <summary>Every fault.</summary>
    public static IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration) =>
        Metadata(configuration).Concat(Credentials(configuration)).Concat(Statuses(configuration)).Concat(ExpectedStatuses(configuration));

    /// <summary>
    /// Addresses are shown in logs, traces, errors and on the dashboard, and the client ignores what stands before the @ (RFC 9110 §4.2.4).
    /// </summary>
    private static IEnumerable<ConfigurationFault> Credentials(LoadedConfiguration configuration) =>
        from cluster in configuration.Clusters
        from destination in cluster.Value.Destinations ?? FrozenDictionary<string, DestinationConfig>.Empty
        where Uri.TryCreate(destination.Value.Address, UriKind.Absolute, out var address) && address.UserInfo.Length > 0
        select new ConfigurationFault(
            $"ReverseProxy:Clusters:{cluster.Key}:Destinations:{destination.Key}:Address",
            "The address has a user or a password in it (not shown), which is not sent and would be seen wherever addresses are; "
            + $"write Gateway:Upstreams:{cluster.Key}:Authorization with a SecretFile.");

    private static IEnumerable<ConfigurationFault> Metadata(LoadedConfiguration configuration) =>
        from cluster in configuration.Clusters
        from destination in cluster.Value.Destinations ?? FrozenDictionary<string, DestinationConfig>.Empty
        from number in Numbers
        let text = destination.Value.Metadata?.GetValueOrDefault(number.Key)
        where text is not null && !IsWithin(text, number.Least, number.Most)
        let path = $"ReverseProxy:Clusters:{cluster.Key}:Destinations:{destination.Key}:Metadata:{number.Key}"
        select new ConfigurationFault(
            path, $"{ShownValue.Of(path, text)} is not right here; it must be a whole number from {number.Least} to {number.Most}.");

    private static IEnumerable<ConfigurationFault> Statuses(LoadedConfiguration configuration) =>
        from upstream in configuration.Options.Upstreams
        from status in upstream.Value.Resilience.RetryOn.Index()
        where status.Item is < LeastStatus or > MostStatus
        select new ConfigurationFault(
            $"Gateway:Upstreams:{upstream.Key}:Resilience:RetryOn:{status.Index}",
            $"'{status.Item}' does not say that a destination cannot answer; it must be from {LeastStatus} to {MostStatus}.");

    // RFC 9110 §15: a status code has three digits, the first of them 1 to 5; one of the class 1 is never the last.
    private static IEnumerable<ConfigurationFault> ExpectedStatuses(LoadedConfiguration configuration) =>
        from upstream in configuration.Options.Upstreams
        from status in upstream.Value.Health.Statuses.Index()
        where status.Item is < 200 or > MostStatus
        select new ConfigurationFault(
            $"Gateway:Upstreams:{upstream.Key}:Health:Statuses:{status.Index}",
            $"'{status.Item}' is no status that an answer ends with; it must be from 200 to {MostStatus}.");

    private static bool IsWithin(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;
}
