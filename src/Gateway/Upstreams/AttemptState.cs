using Gateway.Environments;
using Gateway.Errors;

namespace Gateway.Upstreams;

/// <summary>
/// The attempt under way, as the response transform needs to know it: whether an answer is the client's, or only a reason
/// to ask somebody else, in which case its body must not be sent.
/// </summary>
internal sealed class AttemptState
{
    /// <summary>Whether another destination of this upstream may be tried.</summary>
    public bool MayRepeat { get; set; }

    /// <summary>Whether another upstream of the repository may be asked.</summary>
    public bool MayFallBack { get; set; }

    /// <summary>Which answers mean "ask the next upstream".</summary>
    public IReadOnlyList<int> FallbackOn { get; init; } = [];

    /// <summary>Whether "not here" is never the client's answer.</summary>
    public bool RefusesAbsence { get; init; }

    /// <summary>The status of the answer, or null while there is none.</summary>
    public int? Status { get; private set; }

    /// <summary>What is to be done after the attempt.</summary>
    public AttemptVerdict Verdict { get; private set; }

    /// <summary>Why the first upstream that could not be asked could not; null while every one answered.</summary>
    public GatewayError? Failure { get; private set; }

    /// <summary>When the first attempt began, as a timestamp of the clock.</summary>
    public long Started { get; init; }

    /// <summary>The time limits of the upstream that is asked.</summary>
    public UpstreamTimes Times { get; set; } = UpstreamPlan.Default.Times;

    /// <summary>The attempt's own limit on the time to its header section, while it runs.</summary>
    public HeadLimit? Limit { get; set; }

    /// <summary>Forgets the last attempt.</summary>
    public void Begin()
    {
        Status = null;
        Verdict = AttemptVerdict.Deliver;
    }

    /// <summary>An answer's header section is there.</summary>
    /// <returns>Whether its body is to be dropped.</returns>
    public bool Answered(int status)
    {
        Limit?.HeadArrived();
        Status = status;
        var verdict = Repetition.AfterAnswer(status, MayRepeat, MayFallBack, FallbackOn, Failure is not null);
        Verdict = RefusesAbsence && verdict == AttemptVerdict.Deliver && Repetition.IsAbsence(status) ? AttemptVerdict.Withhold : verdict;
        return Verdict != AttemptVerdict.Deliver;
    }

    /// <summary>No answer came.</summary>
    public void Failed() => Verdict = Repetition.AfterFailure(MayRepeat, MayFallBack);

    /// <summary>The upstream could not be asked; the first reason is kept.</summary>
    public void Unavailable(GatewayError failure) => Failure ??= failure;
}

/// <summary>What is done after an attempt. Closed.</summary>
internal enum AttemptVerdict
{
    /// <summary>The answer, or the failure, is the client's.</summary>
    Deliver,

    /// <summary>Another destination of this upstream is tried.</summary>
    Repeat,

    /// <summary>The next upstream is asked.</summary>
    FallBack,

    /// <summary>
    /// "Not here" is kept from the client, since an upstream before could not be asked: a client that believes it goes on to others,
    /// and a private name would leave the house because a registry is down. Or the name is one that no 404 may be told of.
    /// </summary>
    Withhold,
}
