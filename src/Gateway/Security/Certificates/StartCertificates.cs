using Gateway.Configuration;
using HostEnvironments = Microsoft.Extensions.Hosting.Environments;

namespace Gateway.Security.Certificates;

/// <summary>Which certificates a start uses: those of the configuration, or in development its own.</summary>
internal static class StartCertificates
{
    /// <summary>The folder of the development certificates, in the working directory.</summary>
    public const string Folder = "certs";

    /// <summary>
    /// The certificates for <see cref="ServerCertificates.Load"/>. None means that https endpoints, if there are any,
    /// are left to what Kestrel's own settings say.
    /// </summary>
    /// <param name="options">The certificates of the configuration.</param>
    /// <param name="host">The host environment and the whole configuration, for the endpoints.</param>
    /// <param name="time">The clock of the dates.</param>
    /// <param name="logger">Where it says what was made and what clients must trust.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<IReadOnlyList<CertificateOptions>> FindAsync(
        IReadOnlyList<CertificateOptions> options,
        (string EnvironmentName, IConfiguration Configuration) host,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var isDevelopment = string.Equals(host.EnvironmentName, HostEnvironments.Development, StringComparison.OrdinalIgnoreCase);
        if (options.Count > 0 || !isDevelopment || HttpsEndpoints.WithoutCertificate(host.Configuration).Count == 0)
        {
            return options;
        }

        var files = await new DevelopmentCertificates(Folder, time).EnsureAsync(DevelopmentCertificates.StandardNames, cancellationToken);
        if (files.WasMade)
        {
            Log.DevelopmentCertificateMade(logger, string.Join(", ", files.Names), files.Certificate, files.Authority);
        }
        else
        {
            Log.DevelopmentCertificateReused(logger, files.Certificate, files.Authority);
        }

        return [new CertificateOptions { Path = files.Certificate, KeyPath = files.Key }];
    }
}
