namespace Gateway.IntegrationTests.Caching;

/// <summary>The rows of a theory: the runner shows each by section and name.</summary>
internal static class RuleSet
{
    public static TheoryData<string> Names(IEnumerable<Rule> rules) => [.. rules.Select(rule => rule.ToString())];

    public static Rule Find(IEnumerable<Rule> rules, string name) => rules.Single(rule => rule.ToString() == name);
}
