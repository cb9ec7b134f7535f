using Gateway.Upstreams;
using Xunit;

namespace Gateway.Tests.Upstreams;

public sealed class RepetitionTests
{
    private static readonly int[] NotHere = [404, 410];

    public static TheoryData<int, bool, bool, string> Answers => new()
    {
        // status, may repeat, may fall back, verdict
        { 200, true, true, "Deliver" },
        { 404, true, false, "Deliver" },
        { 404, true, true, "FallBack" },
        { 404, false, true, "FallBack" },
        { 410, false, true, "FallBack" },
        { 403, true, true, "Deliver" },
        { 500, true, true, "Deliver" },
        { 501, true, true, "Deliver" },
        { 502, true, true, "Repeat" },
        { 503, true, false, "Repeat" },
        { 504, true, true, "Repeat" },
        { 503, false, true, "FallBack" },
        { 503, false, false, "Deliver" },
        { 429, true, true, "Deliver" },
    };

    [Theory]
    [InlineData(404, false, "Withhold")]
    [InlineData(410, false, "Withhold")]
    [InlineData(404, true, "FallBack")]
    [InlineData(403, false, "Deliver")]
    [InlineData(200, false, "Deliver")]
    [InlineData(503, false, "Deliver")]
    public void NotHere_WhenAnotherUpstreamCouldNotBeAsked_IsWithheld(int status, bool mayFallBack, string expected) =>
        Assert.Equal(expected, Repetition.AfterAnswer(status, mayRepeat: false, mayFallBack, NotHere, anotherFailed: true).ToString());

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answer_Judged_IsDeliveredRepeatedOrFallenBackFrom(int status, bool mayRepeat, bool mayFallBack, string expected) =>
        Assert.Equal(expected, Repetition.AfterAnswer(status, mayRepeat, mayFallBack, NotHere, anotherFailed: false).ToString());

    [Theory]
    [InlineData(true, true, "Repeat")]
    [InlineData(true, false, "Repeat")]
    [InlineData(false, true, "FallBack")]
    [InlineData(false, false, "Deliver")]
    public void Failure_Judged_IsRepeatedBeforeItIsFallenBackFrom(bool mayRepeat, bool mayFallBack, string expected) =>
        Assert.Equal(expected, Repetition.AfterFailure(mayRepeat, mayFallBack).ToString());

    [Theory]
    [InlineData("GET", false, false, true)]
    [InlineData("HEAD", false, false, true)]
    [InlineData("OPTIONS", false, false, true)]
    [InlineData("GET", false, true, false)]
    [InlineData("POST", false, false, false)]
    [InlineData("POST", true, false, true)]
    [InlineData("POST", true, true, false)]
    [InlineData("PUT", false, false, false)]
    [InlineData("DELETE", false, false, false)]
    [InlineData("CONNECT", false, false, false)]
    public void Request_Judged_IsRepeatedOnlyWhenThatHarmsNobody(string method, bool isDeclared, bool isUpgrade, bool expected) =>
        Assert.Equal(expected, Repetition.IsHarmless(method, isDeclared, isUpgrade));
}
