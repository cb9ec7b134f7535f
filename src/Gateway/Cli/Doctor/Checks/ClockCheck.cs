using System.Globalization;
using System.Runtime.CompilerServices;

namespace Gateway.Cli.Doctor.Checks;

/// <summary>Whether this machine's clock agrees with the server's (its field <c>Date</c>, RFC 9110 §6.6.1).</summary>
internal sealed class ClockCheck : ICheck
{
    /// <summary>Certificates and tokens are issued by minutes; what lies within this is a network's delay or a slow clock.</summary>
    private static readonly TimeSpan Tolerated = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public string Title => "clock";

    /// <inheritdoc/>
    public bool CarriesTheRest => false;

    /// <inheritdoc/>
    public IAsyncEnumerable<Finding> CheckAsync(Walk walk, CancellationToken cancellationToken) =>
        Compare(walk, walk.Answer?.Headers.Date).ToAsyncEnumerable();

    /// <summary>
    /// The same when a certificate is out of date: the server is asked for nothing but its time, without any credential, since the
    /// answer decides which side is wrong.
    /// </summary>
    public static async IAsyncEnumerable<Finding> BesideCertificateAsync(
        Walk walk, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DateTimeOffset? date = null;
        try
        {
            using var exchange = new HttpExchange(walk, withCredentials: false);
            date = (await exchange.SendAsync(new Uri(walk.Url, "/"), cancellationToken)).Headers.Date;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // A server that does not answer says nothing about the time.
        }

        foreach (var finding in Compare(walk, date).Where(finding => finding.Weight != FindingWeight.Good))
        {
            yield return finding;
        }
    }

    private static IEnumerable<Finding> Compare(Walk walk, DateTimeOffset? date)
    {
        if (date is not { } server)
        {
            yield break;
        }

        var difference = walk.Time.GetUtcNow() - server;
        if (difference.Duration() <= Tolerated)
        {
            yield return new Finding("clock", FindingWeight.Good, "clock-agrees", "this machine and the server agree on the time");
            yield break;
        }

        var (here, there) = (Shown(walk.Time.GetUtcNow()), Shown(server));
        yield return new Finding(
            "clock",
            FindingWeight.Fault,
            "clock-wrong",
            $"It is {here} on this machine and {there} at the server: {ShownFigure.Seconds((long)difference.Duration().TotalSeconds)} "
            + "apart.",
            "Set the one that is wrong ('timedatectl' shows whether it is synchronized). Until then certificates look expired or not "
            + "yet valid, "
            + "tokens too, and what is cached has a wrong age.");
    }

    private static string Shown(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
