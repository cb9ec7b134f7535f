using Gateway.Environments;
using Gateway.Errors;
using Gateway.Upstreams.Breaking;
using Gateway.Upstreams.Repeating;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>
/// The attempt under way, as the response transform needs to know it: whether an answer is the client's, or only a reason
/// to ask somebody else, in which case its body must not be sent.
/// </summary>
internal sealed class AttemptState
{
    private UpstreamPlan _plan = UpstreamPlan.Default;
    private RetryBudget? _budget;
    private Onward _onward;

    /// <summary>Whether another upstream of the repository may be asked.</summary>
    public bool MayFallBack { get; set; }

    /// <summary>Whether the request does no harm when it is sent twice.</summary>
    public bool IsHarmless { get; init; }

    /// <summary>Whether it has a body.</summary>
    public bool HasBody { get; init; }

    /// <summary>Its body, where it is held so that it can be sent again.</summary>
    public RepeatableBody? Held { get; set; }

    /// <summary>Whether the request may be sent a second time.</summary>
    public bool IsRepeatable => IsHarmless && (!HasBody || Held is not null);

    /// <summary>The destinations that this request has not tried.</summary>
    public IReadOnlyList<DestinationState> Left { get; set; } = [];

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
    public long Started { get; set; }

    /// <summary>What had passed since then when this attempt began.</summary>
    public TimeSpan Spent { get; set; }

    /// <summary>How often it was waited before those who failed were asked once more.</summary>
    public int Waits { get; set; }

    /// <summary>How the upstream is asked.</summary>
    public UpstreamPlan Plan => _plan;

    /// <summary>The time limits of the upstream that is asked.</summary>
    public UpstreamTimes Times => _plan.Times;

    /// <summary>The attempt's own limit on the time to its header section, while it runs.</summary>
    public HeadLimit? Limit { get; set; }

    /// <summary>An upstream is turned to.</summary>
    public void Enter(UpstreamPlan plan, RetryBudget budget, IReadOnlyList<DestinationState> destinations)
    {
        (_plan, _budget, Left) = (plan, budget, destinations);
        budget.Deposit(plan.RetryShare);
    }

    /// <summary>
    /// Who of this upstream can be asked when an attempt that begins now fails. Those who failed already only when nobody else is left, in
    /// other upstreams neither.
    /// </summary>
    /// <param name="attempt">The attempt's number, from 1.</param>
    public Onward OnwardAfter(int attempt) =>
        attempt >= _plan.Attempts || Spent >= _plan.Times.Total ? Onward.Nowhere
        : Left.Count > 1 ? Onward.Elsewhere
        : Left.Count == 1 && !MayFallBack && _plan.Backoff > TimeSpan.Zero ? Onward.Back
        : Onward.Nowhere;

    /// <summary>Forgets the last attempt.</summary>
    /// <param name="onward">Who of this upstream can be asked when the attempt fails.</param>
    public void Begin(Onward onward)
    {
        _onward = onward;
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
            ? Repetition.AfterFailure(MayRepeat(IsRepeatable, passed), MayFallBack)
            : Repetition.AfterAnswer(status, mayRepeat: false, MayFallBack, FallbackOn, Failure is not null);
        Verdict = RefusesAbsence && verdict == AttemptVerdict.Deliver && Repetition.IsAbsence(status) ? AttemptVerdict.Withhold : verdict;
        return Verdict != AttemptVerdict.Deliver;
    }

    /// <summary>No answer came.</summary>
    /// <param name="nothingSent">Whether the destination cannot have seen the request, so that any may go elsewhere.</param>
    /// <param name="passed">The time since the first attempt began.</param>
    public void Failed(bool nothingSent, TimeSpan passed) => Verdict = Repetition.AfterFailure(
        MayRepeat(IsRepeatable || nothingSent, passed), MayFallBack);

    private bool MayRepeat(bool isHarmless, TimeSpan passed) =>
        isHarmless
        && (_onward == Onward.Elsewhere || (_onward == Onward.Back && IsWorthWaiting(passed)))
        && _budget!.TryTake();

    // Who asks for more patience than there is, is not waited for; nor is it waited for a time at which nobody may be asked any more.
    private bool IsWorthWaiting(TimeSpan passed) =>
        !(RestFor > Backoff.Longest) && passed + Backoff.Of(_plan.Backoff, Waits + 1, RestFor, chance: 1) < _plan.Times.Total;

    /// <summary>Takes one more attempt from what the upstream may cost.</summary>
    public bool TryTakeRepetition() => _budget?.TryTake() == true;

    /// <summary>The upstream could not be asked; the first reason is kept.</summary>
    public void Unavailable(GatewayError failure) => Failure ??= failure;
}

/// <summary>Who can be asked when an attempt fails. Closed.</summary>
internal enum Onward
{
    /// <summary>Nobody.</summary>
    Nowhere,

    /// <summary>Another destination.</summary>
    Elsewhere,

    /// <summary>The same ones once more, after a while.</summary>
    Back,
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
