using Gateway.Cli.Doctor.Checks;

namespace Gateway.Cli.Doctor;

/// <summary>The walk as a list of steps, outermost first.</summary>
internal static class Examination
{
    /// <summary>What every server must have, whoever asks it.</summary>
    private static readonly ICheck[] Connection =
    [
        new NameCheck(),
        new PortCheck(),
        new TlsCheck(),
        new CertificateDatesCheck(),
        new CertificateNameCheck(),
        new CertificateChainCheck(),
        new HttpCheck(),
        new ClockCheck(),
    ];

    /// <summary>From outside to a server, whatever it is.</summary>
    public static IReadOnlyList<ICheck> OfServer { get; } =
        [new ProxyCheck(), .. Connection, new RedirectCheck(), new StatusCheck(), new RegistryCheck(), new CacheCheck()];

    /// <summary>From the gateway to a destination: nobody's npm or go is concerned, and no proxy is asked.</summary>
    public static IReadOnlyList<ICheck> OfDestination { get; } = [.. Connection, new DestinationStatusCheck()];

    /// <summary>The settings of the clients on this machine.</summary>
    public static IReadOnlyList<ICheck> OfClients { get; } = [new NpmSettingsCheck(), new GoSettingsCheck()];

    /// <summary>Takes the steps until one on which the rest stands finds a fault.</summary>
    /// <param name="walk">The walk.</param>
    /// <param name="checks">The steps.</param>
    /// <param name="seen">Told of every finding as it is made.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        Walk walk, IReadOnlyList<ICheck> checks, Action<Finding> seen, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var check in checks)
        {
            var stops = false;
            await foreach (var finding in check.CheckAsync(walk, cancellationToken))
            {
                findings.Add(finding);
                seen(finding);
                stops |= finding.Weight == FindingWeight.Fault && check.CarriesTheRest;
            }

            if (stops)
            {
                break;
            }
        }

        return findings;
    }
}
