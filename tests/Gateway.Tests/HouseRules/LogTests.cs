using Xunit;

namespace Gateway.Tests.HouseRules;

public sealed class LogTests(Repository repository) : IClassFixture<Repository>
{
    private const string Good =
        "partial class Log { [LoggerMessage(100, LogLevel.Debug, \"a\")] void A(); [LoggerMessage(EventId = 101)] void B(); }";

    public static TheoryData<string, string, string> Faults => new()
    {
        { "src/Gateway/B/Log.cs", "partial class Log { [LoggerMessage(101)] void C(); }", "event id 101 is used twice" },
        { "src/Gateway/B/Log.cs", "partial class Log { [LoggerMessage(199)] void C(); }", "the event ids 1xx are shared by" },
        { "src/Gateway/B/Log.cs", "partial class Log { [LoggerMessage(200)] void C(); [LoggerMessage(300)] void D(); }", "2 blocks" },
        { "src/Gateway/B/Log.cs", "partial class Log { [LoggerMessage(LogLevel.Debug, \"c\")] void C(); }", "has no id" },
        { "src/Gateway/B/Other.cs", "partial class Other { [LoggerMessage(200)] void C(); }", "belongs into the feature's Log.cs" },
    };

    [Fact]
    public void Product_EveryLogMessage_HasAnIdOfItsFeaturesBlock() =>
        Repository.MustBeEmpty(LogRule.Violations(repository.Product), "Log messages (house.md, rule 14):");

    [Fact]
    public void GoodLog_Checked_IsAllowed() => Assert.Empty(LogRule.Violations([new SourceText("src/Gateway/A/Log.cs", Good)]));

    [Theory]
    [MemberData(nameof(Faults))]
    public void FaultyLog_Checked_IsNamed(string path, string text, string violation)
    {
        var violations = LogRule.Violations([new SourceText("src/Gateway/A/Log.cs", Good), new SourceText(path, text)]);

        Assert.Contains(violations, found => found.Contains(violation, StringComparison.Ordinal));
    }
}
