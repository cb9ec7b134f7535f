using System.Text.RegularExpressions;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Policy.Ranges;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

public partial class ReasonNameTests
{
    [Fact]
    public void EveryReason_Named_HasOneKebabCaseName()
    {
        string[][] tables =
        [
            [.. Enum.GetValues<StoreRefusal>().Select(ReasonName.Of)],
            [.. Enum.GetValues<ReuseReason>().Select(ReasonName.Of)],
            [.. Enum.GetValues<StalePermission>().Select(ReasonName.Of)],
            [.. Enum.GetValues<StaleRefusal>().Select(ReasonName.Of)],
            [.. Enum.GetValues<RangeRefusal>().Select(ReasonName.Of)],
            [.. Enum.GetValues<CombineRefusal>().Select(ReasonName.Of)],
        ];

        Assert.All(tables, static names =>
        {
            Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
            Assert.All(names, static name => Assert.Matches(KebabCase(), name));
        });
    }

    [Fact]
    public void SameFactInTwoDecisions_Named_HasTheSameName()
    {
        Assert.Equal(ReasonName.Of(ReuseReason.Method), ReasonName.Of(StoreRefusal.Method));
        Assert.Equal(ReasonName.Of(ReuseReason.RequestContent), ReasonName.Of(StoreRefusal.RequestContent));
        Assert.Equal(ReasonName.Of(ReuseReason.MarkedStale), ReasonName.Of(StaleRefusal.MarkedStale));
        Assert.Equal(ReasonName.Of(ReuseReason.ResponseNoCache), ReasonName.Of(StaleRefusal.NoCache));
        Assert.Equal(ReasonName.Of(ReuseReason.RequestNoCache), ReasonName.Of(StaleRefusal.RequestNoCache));
    }

    [Fact]
    public void UnknownReason_Named_SaysWhatToDo()
    {
        var fault = Assert.Throws<ArgumentOutOfRangeException>(static () => ReasonName.Of((StoreRefusal)999));

        Assert.Contains("ReasonName", fault.Message, StringComparison.Ordinal);
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex KebabCase();
}
