namespace Gateway.Cli.Doctor;

/// <summary>What the doctor found about one destination behind the gateway.</summary>
/// <param name="Upstream">The id of its cluster.</param>
/// <param name="Destination">Its name in the cluster.</param>
/// <param name="Address">Its address; null when it was not asked.</param>
/// <param name="Findings">The findings, in the order of the walk.</param>
internal sealed record ExaminedDestination(string Upstream, string Destination, Uri? Address, IReadOnlyList<Finding> Findings);

/// <summary>All that the doctor found.</summary>
/// <param name="Url">What was asked for.</param>
/// <param name="Healthy">Whether nothing is at fault.</param>
/// <param name="Findings">From outside to the server, then the clients' settings.</param>
/// <param name="Upstreams">From here to each destination behind it; empty without a configuration.</param>
internal sealed record DoctorReport(
    Uri Url, bool Healthy, IReadOnlyList<Finding> Findings, IReadOnlyList<ExaminedDestination> Upstreams);
