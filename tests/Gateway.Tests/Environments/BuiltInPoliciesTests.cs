using Gateway.Configuration;
using Gateway.Environments;
using Xunit;

namespace Gateway.Tests.Environments;

public sealed class BuiltInPoliciesTests
{
    private static readonly Dictionary<string, SecurityPolicyOptions> None = Named();

    [Theory]
    [InlineData("open", true, true)]
    [InlineData("OPEN", true, true)]
    [InlineData("internal", true, false)]
    [InlineData("strict", false, false)]
    public void PolicyNotWrittenDown_Resolved_TellsWhatItsNamePromises(string name, bool details, bool environment)
    {
        var policy = BuiltInPolicies.Resolve(name, None);

        Assert.Equal((details, environment), (policy.ShowDetails, policy.ShowEnvironment));
    }

    [Theory]
    [InlineData("open", true, false)]
    [InlineData("internal", false, true)]
    [InlineData("strict", false, true)]
    [InlineData("mine", false, true)]
    public void Policy_Resolved_HardensAnswersExceptWhereItIsOpen(string name, bool server, bool noSniff)
    {
        var policy = BuiltInPolicies.Resolve(name, Named(("mine", new SecurityPolicyOptions())));

        Assert.Equal((server, noSniff, noSniff), (policy.ShowServer, policy.NoSniff, policy.HardensAnswers));
    }

    [Fact]
    public void ConfiguredPolicy_Resolved_LiesOverTheBuiltInOne()
    {
        var configured = Named(("open", new SecurityPolicyOptions
        {
            ShowDetails = false,
            RequireHttps = true,
            MaxRequestBodySize = new ByteSize(5),
            Hsts = TimeSpan.FromDays(1),
        }));

        var policy = BuiltInPolicies.Resolve("open", configured);

        Assert.Equal((false, true), (policy.ShowDetails, policy.ShowEnvironment));
        Assert.True(policy.RequireHttps);
        Assert.Equal((new ByteSize(5), TimeSpan.FromDays(1)), (policy.MaxRequestBodySize, policy.Hsts));
    }

    [Fact]
    public void PolicyOfTheUsersOwn_Resolved_TellsNothingUnlessItSaysSo()
    {
        var policy = BuiltInPolicies.Resolve("mine", Named(("mine", new SecurityPolicyOptions())));

        Assert.Equal((false, false), (policy.ShowDetails, policy.ShowEnvironment));
    }

    [Theory]
    [InlineData("strict", true)]
    [InlineData("mine", true)]
    [InlineData("other", false)]
    public void Name_Asked_ExistsWhenBuiltInOrConfigured(string name, bool expected) =>
        Assert.Equal(expected, BuiltInPolicies.Exists(name, Named(("mine", new SecurityPolicyOptions()))));

    private static Dictionary<string, SecurityPolicyOptions> Named(params (string Name, SecurityPolicyOptions Policy)[] policies) =>
        policies.ToDictionary(entry => entry.Name, entry => entry.Policy, StringComparer.OrdinalIgnoreCase);
}
