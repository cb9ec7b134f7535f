using Gateway.Environments;
using Gateway.Errors;
using Gateway.Upstreams.Breaking;

namespace Gateway.Upstreams;

/// <summary>
/// The attempt under way, as the response transform needs to know it: whether an answer is the client's, or only a reason
/// to ask somebody else, in which case its body must not be sent.
/// </summary>
internal sealed class AttemptState
{
    private UpstreamPlan _plan = UpstreamPlan.Default;
    private RetryBudget? _budget;
    private bool _mayMove;
    private bool _isRepeatable;

    /// <summary>Whether another upstream of the repository may be asked.</summary>
    public bool MayFallBack { get; set; }

    /// <summary>Which answers mean "ask the next upstream".</summary>
    public IReadOnlyList<int> FallbackOn { get; init; } = [];

    /// <summary>Whether "not here" is never the client's answer.</summary>
    public bool RefusesAbsence { get; init; }

    /// <summary>The status of the answer, or null while there is none.</summary>
    public int? Status { get; private set; }

    /// <summary>Whether the answer says that the destination cannot.</summary>
    public bool IsRefused => Status is { } status && (_plan.RetryOn.Contains(status) || Repetition.IsFailure(status));

    /// <summary>How long the destination asks to be left alone.</summary>
    public TimeSpan? RestFor { get; private set; }

    /// <summary>How long it took until the header section was there.</summary>
    public TimeSpan Latency { get; private set; }

    /// <summary>What is to be done after the attempt.</summary>
    public AttemptVerdict Verdict { get; private set; }

    /// <summary>Why the first upstream that could not be asked could not; null while every one answered.</summary>
    public GatewayError? Failure { get; private set; }

    /// <summary>When the first attempt began, as a timestamp of the clock.</summary>
    public long Started { get; init; }

    /// <summary>What had passed since then when this attempt began.</summary>
    public TimeSpan Spent { get; set; }

    /// <summary>How the upstream is asked.</summary>
    public UpstreamPlan Plan => _plan;

    /// <summary>The time limits of the upstream that is asked.</summary>
    public UpstreamTimes Times => _plan.Times;

    /// <summary>The attempt's own limit on the time to its header section, while it runs.</summary>
    public HeadLimit? Limit { get; set; }

    /// <summary>An upstream is turned to.</summary>
    public void Enter(UpstreamPlan plan, RetryBudget budget)
    {
        (_plan, _budget) = (plan, budget);
        budget.Deposit(plan.RetryShare);
    }

    /// <summary>Forgets the last attempt.</summary>
    /// <param name="mayMove">Whether another destination of this upstream is left.</param>
    /// <param name="isRepeatable">Whether the request may be sent twice.</param>
    public void Begin(bool mayMove, bool isRepeatable)
    {
        (_mayMove, _isRepeatable) = (mayMove, isRepeatable);
        (Status, RestFor, Verdict) = (null, null, AttemptVerdict.Deliver);
    }

    /// <summary>An answer's header section is there.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="passed">The time since the first attempt began.</param>
    /// <param name="restFor">How long the destination asks to be left alone.</param>
    /// <returns>Whether its body is to be dropped.</returns>
    public bool Answered(int status, TimeSpan passed, TimeSpan? restFor)
    {
        Limit?.HeadArrived();
        (Status, Latency, RestFor) = (status, passed - Spent, restFor);
        var verdict = _plan.RetryOn.Contains(status)
            ? Repetition.AfterFailure(_mayMove && _isRepeatable && _budget!.TryTake(), MayFallBack)
            : Repetition.AfterAnswer(status, mayRepeat: false, MayFallBack, FallbackOn, Failure is not null);
        Verdict = RefusesAbsence && verdict == AttemptVerdict.Deliver && Repetition.IsAbsence(status) ? AttemptVerdict.Withhold : verdict;
        return Verdict != AttemptVerdict.Deliver;
    }

    /// <summary>No answer came.</summary>
    /// <param name="nothingSent">Whether the destination cannot have seen the request, so that any may go elsewhere.</param>
    public void Failed(bool nothingSent) => Verdict = Repetition.AfterFailure(
        _mayMove && (_isRepeatable || nothingSent) && _budget!.TryTake(), MayFallBack);

    /// <summary>Takes one more attempt from what the upstream may cost.</summary>
    public bool TryTakeRepetition() => _budget?.TryTake() == true;

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
