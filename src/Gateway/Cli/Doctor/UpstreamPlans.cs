using System.Collections.Frozen;
using System.Security.Cryptography.X509Certificates;
using Gateway.Certificates;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Upstreams.Tls;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Cli.Doctor;

/// <summary>A destination that the gateway would ask, and how.</summary>
/// <param name="Upstream">The id of its cluster.</param>
/// <param name="Destination">Its name in the cluster.</param>
/// <param name="Plan">Where and with what; null when a file it needs cannot be used.</param>
/// <param name="Fault">Why there is no plan.</param>
internal sealed record UpstreamPlan(string Upstream, string Destination, WalkPlan? Plan, string? Fault);

/// <summary>The destinations behind a URL by the configuration of the gateway that serves it.</summary>
internal static class UpstreamPlans
{
    /// <summary>
    /// The destinations of the environment that the URL's host chooses, in the order in which they are asked, only those of the repository
    /// that the URL's path lies in when it lies in one; those of every environment when none has that host.
    /// </summary>
    public static IReadOnlyList<UpstreamPlan> For(Uri url, LoadedConfiguration configuration, TimeSpan timeout)
    {
        var environments = EnvironmentCompiler.Compile(configuration.Options).ToList();
        var hosts = new HostTable<GatewayEnvironment>(environments.SelectMany(
            environment => environment.Hosts.Select(host => (host, environment))));
        var chosen = hosts.Find(url.Authority, url.Port) is { } environment ? [environment] : environments;
        var mounts = chosen.SelectMany(one => one.Mounts).ToList();
        var path = url.AbsolutePath.TrimEnd('/') + "/";
        var meant = mounts.Where(mount => path.StartsWith(mount.Options.Path + "/", StringComparison.Ordinal)).ToList();
        return
        [
            .. (meant.Count > 0 ? meant : mounts)
                .SelectMany(mount => mount.Upstreams)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Where(configuration.Clusters.ContainsKey)
                .SelectMany(upstream => Of(upstream, configuration, timeout)),
        ];
    }

    private static IEnumerable<UpstreamPlan> Of(string upstream, LoadedConfiguration configuration, TimeSpan timeout)
    {
        var options = configuration.Options.Upstreams.GetValueOrDefault(upstream) ?? new UpstreamOptions();
        string? fault = null;
        ConnectionSettings? connection = null;
        string? authorization = null;
        try
        {
            connection = new ConnectionSettings(Roots(options.Tls.TrustedRoots), Certificate(options.Tls.ClientCertificate), timeout)
            {
                ServerName = options.Tls.ServerName,
            };
            authorization = options.Authorization is { } own ? $"{own.Scheme} {Secret(own)}" : null;
        }
        catch (CommandException exception)
        {
            fault = exception.Message;
        }

        var destinations = configuration.Clusters[upstream].Destinations ?? FrozenDictionary<string, DestinationConfig>.Empty;
        foreach (var (name, destination) in destinations)
        {
            yield return new UpstreamPlan(
                upstream, name, fault is null ? new WalkPlan(new Uri(destination.Address), connection!, authorization) : null, fault);
        }
    }

    private static X509Certificate2Collection? Roots(List<string> files) => files.Count == 0 ? null : [.. files.SelectMany(file =>
        CertificateFile.ReadAll(Content(file), password: null) ?? throw new CommandException($"'{file}' holds no certificate."))];

    private static CertificateFile.Loaded? Certificate(string? file) => file is null
        ? null
        : CertificateFile.Load(ClientCertificateFile.FilesOf(file)) switch
        {
            CertificateFile.Loaded loaded => loaded,
            CertificateFile.Unusable unusable => throw new CommandException(unusable.Reason),
            _ => throw new InvalidOperationException("A file is loaded or unusable."),
        };

    private static string Secret(UpstreamAuthorizationOptions authorization) => SecretText.Read(authorization) switch
    {
        SecretText.Loaded loaded => loaded.Text,
        SecretText.Unusable unusable => throw new CommandException(unusable.Reason),
        _ => throw new InvalidOperationException("A secret is loaded or unusable."),
    };

    private static byte[] Content(string file) =>
        CertificateFile.Read(file) ?? throw new CommandException(CertificateFile.Unreadable(file));
}
