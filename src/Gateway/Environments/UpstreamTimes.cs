using Gateway.Configuration;

namespace Gateway.Environments;

/// <summary>The time limits towards one upstream, each with the meaning of its name. None is hidden behind another.</summary>
/// <param name="Connect">Until a connection is made.</param>
/// <param name="Head">Until an attempt's response header section is there.</param>
/// <param name="DocumentHead">The same, where the answer is a document about packages.</param>
/// <param name="Idle">The longest silence within a body.</param>
/// <param name="Total">Until a header section is there, all attempts together.</param>
internal sealed record UpstreamTimes(TimeSpan Connect, TimeSpan Head, TimeSpan DocumentHead, TimeSpan Idle, TimeSpan Total)
{
    /// <summary>Longer than two lost SYN packets, shorter than a person's patience.</summary>
    public static readonly TimeSpan UsualConnect = TimeSpan.FromSeconds(10);

    /// <summary>What YARP waits for where nothing is said. Long enough for a registry that reads from object storage.</summary>
    private static readonly TimeSpan UsualHead = TimeSpan.FromSeconds(100);

    /// <summary>A document comes from a database or a cache; who has not begun after this will not.</summary>
    private static readonly TimeSpan UsualDocumentHead = TimeSpan.FromSeconds(30);

    /// <summary>A Go proxy that does not have a version clones its repository first, which takes minutes for the large ones.</summary>
    private static readonly TimeSpan ColdHead = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan UsualTotal = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The silence at which the forwarder gives up. It knows one figure for head and body, so it gets the longer one, and the shorter
    /// one is kept by the attempt.
    /// </summary>
    public TimeSpan Silence => Longer(Head, Idle);

    /// <summary>Whether a body may be silent for less than the forwarder would wait.</summary>
    public bool IsIdleShorter => Idle < Silence;

    /// <summary>Puts together what the configuration says and what fits where it says nothing.</summary>
    /// <param name="options">The upstream's own settings.</param>
    /// <param name="activity">The cluster's <c>ActivityTimeout</c>.</param>
    /// <param name="isGoProxy">Whether a Go repository asks it.</param>
    public static UpstreamTimes Of(ResilienceOptions options, TimeSpan? activity, bool isGoProxy)
    {
        var head = options.AttemptTimeout ?? (isGoProxy ? ColdHead : UsualHead);
        var total = options.TotalTimeout ?? Longer(UsualTotal, head);
        return new UpstreamTimes(
            options.ConnectTimeout ?? UsualConnect,
            head,
            options.AttemptTimeout ?? (isGoProxy ? ColdHead : UsualDocumentHead),
            options.IdleTimeout ?? activity ?? Longer(UsualHead, head),
            total);
    }

    /// <summary>How long an attempt that begins now may wait for its header section.</summary>
    /// <param name="isDocument">Whether the answer is a document.</param>
    /// <param name="spent">What earlier attempts took.</param>
    public TimeSpan HeadOf(bool isDocument, TimeSpan spent)
    {
        var left = Total - spent;
        var head = isDocument ? DocumentHead : Head;
        return left < head ? left : head;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
