using System.Text.RegularExpressions;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Deployment;

/// <summary>What no schema of Kubernetes refuses, and what does nothing all the same.</summary>
public sealed partial class KubernetesTests
{
    /// <summary>Objects that mean some pods: without a selector a budget means none, and a policy all of the namespace.</summary>
    public static TheoryData<string> Selecting =>
    [
        .. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "deploy/kubernetes"), "*.yaml", SearchOption.AllDirectories)
            .Where(file => SelectingKind().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(RepositoryRoot.Path, file)),
    ];

    [Theory]
    [MemberData(nameof(Selecting))]
    public void ObjectThatMeansPods_AsWritten_SelectsTheGateways(string file) =>
        Assert.Matches(SelectorOfGateways(), File.ReadAllText(Path.Combine(RepositoryRoot.Path, file)));

    [GeneratedRegex("^kind: (PodDisruptionBudget|NetworkPolicy)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SelectingKind();

    [GeneratedRegex(
        @"^  (selector|podSelector):\n +matchLabels: \{ app\.kubernetes\.io/name: gateway \}$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex SelectorOfGateways();
}
