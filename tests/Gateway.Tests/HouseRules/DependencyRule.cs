using System.Collections.Frozen;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gateway.Tests.HouseRules;

/// <summary>Who may use whom: the table of the house, and how a use is recognized.</summary>
internal sealed class DependencyRule
{
    private const string Everything = "*";

    /// <summary>
    /// What each feature folder of src/Gateway may use. Configuration holds the options of all features in one tree and uses nobody
    /// (docs/decisions/0001), so that Telemetry can read its own options there and is a leaf otherwise. Certificates is what is known of
    /// them on either side, towards clients and towards upstreams.
    /// </summary>
    private static readonly FrozenDictionary<string, string[]> MayUse = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Configuration"] = [],
        ["Telemetry"] = ["Configuration"],
        ["Errors"] = ["Telemetry", "Configuration"],
        ["Environments"] = ["Telemetry", "Configuration", "Errors"],
        ["Certificates"] = ["Telemetry", "Configuration"],
        ["Draining"] = ["Telemetry", "Configuration"],
        ["Security"] = ["Telemetry", "Configuration", "Errors", "Environments", "Certificates"],
        ["Registries"] = ["Telemetry", "Configuration", "Errors", "Environments"],
        ["Upstreams"] = ["Telemetry", "Configuration", "Errors", "Environments", "Certificates", "SampleRegistry"],
        ["Caching"] = ["Telemetry", "Configuration", "Errors", "Environments", "Registries", "HttpCache"],
        ["Admin"] = [Everything],
        ["Cli"] = [Everything],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What Gateway.HttpCache must not know: it is given fields, times and bytes.</summary>
    private static readonly string[] NotForHttpCache =
        ["Microsoft.AspNetCore", "Yarp", "Microsoft.Extensions.DependencyInjection"];

    private readonly FrozenDictionary<string, FrozenSet<string>> _typesByFeature;

    /// <param name="files">All C# files of the product: they tell which types a feature has.</param>
    public DependencyRule(IEnumerable<SourceText> files)
    {
        _typesByFeature = files
            .Where(file => !string.IsNullOrEmpty(file.Feature))
            .GroupBy(file => file.Feature!, StringComparer.Ordinal)
            .ToFrozenDictionary(
                feature => feature.Key,
                feature => feature.SelectMany(TypeNames).ToFrozenSet(StringComparer.Ordinal),
                StringComparer.Ordinal);
    }

    public IEnumerable<string> Violations(SourceText file)
    {
        if (file.Path.StartsWith("src/Gateway.HttpCache/", StringComparison.Ordinal))
        {
            return Names(file)
                .Where(name => NotForHttpCache.Any(other => IsBelow(name.Text, other)) || IsForeign(name.Text, "Gateway.HttpCache"))
                .Select(name => $"{file.At(name.Node)}: Gateway.HttpCache must not use '{name.Text}'");
        }

        if (file.Path.StartsWith("src/Gateway.SampleRegistry/", StringComparison.Ordinal))
        {
            return Names(file)
                .Where(name => IsForeign(name.Text, "Gateway.SampleRegistry"))
                .Select(name => $"{file.At(name.Node)}: Gateway.SampleRegistry must not use '{name.Text}'");
        }

        return string.IsNullOrEmpty(file.Feature) ? [] : FeatureViolations(file, file.Feature);
    }

    private static bool IsBelow(string name, string root) =>
        name.Equals(root, StringComparison.Ordinal) || name.StartsWith(root + ".", StringComparison.Ordinal);

    private static bool IsForeign(string name, string own) =>
        name.StartsWith("Gateway.", StringComparison.Ordinal) && !IsBelow(name, own);

    private static IEnumerable<string> TypeNames(SourceText file) =>
        file.Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(type => type.Identifier.Text);

    /// <summary>Every dotted name of the file, each once in its longest form, but for the names of its own namespaces.</summary>
    private static IEnumerable<(string Text, SyntaxNode Node)> Names(SourceText file) =>
        file.Syntax.DescendantNodes()
            .Where(node => node is QualifiedNameSyntax or MemberAccessExpressionSyntax or UsingDirectiveSyntax)
            .Where(node => node.Parent is not (QualifiedNameSyntax or MemberAccessExpressionSyntax))
            .Where(node => node.Parent is not (UsingDirectiveSyntax or BaseNamespaceDeclarationSyntax))
            .Select(node => (Text: Dotted(node), node))
            .Where(name => name.Text.Length > 0);

    private static string Dotted(SyntaxNode node)
    {
        var name = node is UsingDirectiveSyntax directive ? directive.NamespaceOrType : node;
        return string.Concat(name.ToString().Where(letter => !char.IsWhiteSpace(letter))).Replace("global::", "", StringComparison.Ordinal);
    }

    private IEnumerable<string> FeatureViolations(SourceText file, string feature)
    {
        if (!MayUse.TryGetValue(feature, out var allowed))
        {
            return [$"{file.Path}: the folder '{feature}' is not in the dependency table: say there what it may use"];
        }

        return allowed.Contains(Everything, StringComparer.Ordinal)
            ? []
            : Names(file)
                .Select(name => (name.Node, Used: FeatureOf(name.Text)))
                .Where(use => use.Used is not null && use.Used != feature && !allowed.Contains(use.Used, StringComparer.Ordinal))
                .Select(use => $"{file.At(use.Node)}: {feature} must not use {use.Used}");
    }

    /// <summary>
    /// The feature or project that a dotted name means: <c>Gateway.Errors</c>, or <c>Errors.Problem</c> as it may be written inside
    /// namespace Gateway. A property that is called like a feature is told apart by whether the feature has a type of the next name.
    /// </summary>
    private string? FeatureOf(string name)
    {
        var parts = name.Split('.', '(', '<', '?', '!');
        return parts switch
        {
            ["Gateway", var feature, ..] => feature,
            [var feature, var type, ..] when _typesByFeature.TryGetValue(feature, out var types) && types.Contains(type) => feature,
            _ => null,
        };
    }
}
