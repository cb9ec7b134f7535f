using FsCheck;
using FsCheck.Fluent;
using Gateway.Upstreams.Breaking;
using Xunit;

namespace Gateway.Tests.Upstreams.Breaking;

public sealed class RetryBudgetTests
{
    private const int AtTheStart = 10;

    [Fact]
    public void Requests_AllWantToRepeat_NoMoreThanTheirShareDo() => Prop.ForAll(
        Gen.Choose(0, 2000).ToArbitrary(), Gen.Choose(0, RetryBudget.Attempt).ToArbitrary(), (requests, share) =>
        {
            var budget = new RetryBudget();
            var repeated = 0;
            for (var i = 0; i < requests; i++)
            {
                budget.Deposit(share);
                repeated += budget.TryTake() ? 1 : 0;
            }

            return repeated <= AtTheStart + ((long)requests * share / RetryBudget.Attempt);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Upstream_HardlyEverAsked_MayRepeatAFewTimes()
    {
        var budget = new RetryBudget();

        Assert.Equal(AtTheStart, Enumerable.Range(0, 100).Count(_ => budget.TryTake()));
    }

    [Fact]
    public void Upstream_WellForDays_SavesUpNoMoreThanItNeeds()
    {
        var budget = new RetryBudget();
        for (var i = 0; i < 1_000_000; i++)
        {
            budget.Deposit(200);
        }

        Assert.Equal(200, Enumerable.Range(0, 1000).Count(_ => budget.TryTake()));
    }
}
