using Xunit;

namespace Gateway.Tests.HouseRules;

public sealed class TestNameTests(Repository repository) : IClassFixture<Repository>
{
    [Fact]
    public void EveryTest_Named_SaysSituationEventAndOutcome() =>
        Repository.MustBeEmpty(
            repository.CSharp.Where(file => file.IsTest).SelectMany(TestNameRule.Violations), "Test names (house.md, rule 17):");

    [Theory]
    [InlineData("class A { [Fact] void MaxAgePassed_SecondRequest_IsRevalidated() {} }", true)]
    [InlineData("class A { [Fact] async Task A_B_C_D() {} }", true)]
    [InlineData("class A { void Anything() {} }", true)]
    [InlineData("class A { [Fact] void Serves() {} }", false)]
    [InlineData("class A { [Theory] void Cache_Hits() {} }", false)]
    [InlineData("class A { [Fact] void Cache_Stored_Works() {} }", false)]
    [InlineData("class Section4_2_Freshness { [Theory] void Response_IsFresh() {} }", true)]
    [InlineData("class Section4_2_Freshness { [Theory] void Response() {} }", false)]
    public void TestMethod_Checked_IsWellNamedOrNot(string text, bool isWellNamed) =>
        Assert.Equal(isWellNamed, !TestNameRule.Violations(new SourceText("tests/A.cs", text)).Any());
}
