using Gateway.Environments;
using Gateway.Security.Certificates;

namespace Gateway.Admin.Dashboard;

/// <summary>The certificates that the configuration names, as their files are now.</summary>
internal sealed class CertificateViews(GatewayState state, TimeProvider time)
{
    /// <summary>All of them, the one that expires first at the top.</summary>
    public IReadOnlyList<Certificate> All()
    {
        var now = time.GetUtcNow();
        return
        [
            .. state.Current.Snapshot.Source.Options.Certificates
                .Select(options => CertificateFile.Load(options) switch
                {
                    CertificateFile.Loaded loaded => new Certificate(
                        loaded.Leaf.Subject,
                        options.Hosts.Count > 0 ? options.Hosts : [.. CertificateNames.DnsOf(loaded.Leaf)],
                        options.Path,
                        new DateTimeOffset(loaded.Leaf.NotAfter),
                        (int)Math.Floor((new DateTimeOffset(loaded.Leaf.NotAfter) - now).TotalDays),
                        Fault: null),
                    CertificateFile.Unusable unusable => new Certificate(
                        Figures.None, options.Hosts, options.Path, Expires: null, DaysLeft: null, unusable.Reason),
                    _ => throw new InvalidOperationException("The verdict is closed."),
                })
                .OrderBy(certificate => certificate.DaysLeft ?? int.MinValue),
        ];
    }

    /// <summary>A certificate.</summary>
    /// <param name="Subject">Its subject.</param>
    /// <param name="Names">The server names it is shown for.</param>
    /// <param name="Path">Its file.</param>
    /// <param name="Expires">When it expires; null when it does not load.</param>
    /// <param name="DaysLeft">Whole days until then.</param>
    /// <param name="Fault">Why it does not load, or null.</param>
    internal sealed record Certificate(
        string Subject, IReadOnlyList<string> Names, string Path, DateTimeOffset? Expires, int? DaysLeft, string? Fault);
}
