using Gateway.Environments;
using Gateway.Telemetry.Recent;

namespace Gateway.Admin.Dashboard;

/// <summary>The environments with their last hour.</summary>
internal sealed class EnvironmentTraffic(GatewayState state, RecentRequests recent)
{
    /// <summary>Every environment, the busiest first.</summary>
    public IReadOnlyList<Row> Rows() =>
    [
        .. state.Current.Snapshot.Environments.Select(RowOf)
            .OrderByDescending(row => row.Summary.Requests)
            .ThenBy(row => row.Environment.Name, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>One environment, or null when there is none of that name.</summary>
    public Row? Find(string name) =>
        state.Current.Snapshot.Environments.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? RowOf(found)
            : null;

    private Row RowOf(GatewayEnvironment environment) => new(environment, recent.Traffic.LastHour(environment.Name));

    /// <summary>An environment and its last hour.</summary>
    /// <param name="Environment">The environment.</param>
    /// <param name="Hour">Its minutes, oldest first.</param>
    internal sealed record Row(GatewayEnvironment Environment, IReadOnlyList<MinuteFigures?> Hour)
    {
        /// <summary>The hour, added up.</summary>
        public HourSummary Summary { get; } = HourSummary.Of(Hour);
    }
}
