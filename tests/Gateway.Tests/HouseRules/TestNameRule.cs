using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gateway.Tests.HouseRules;

/// <summary>Tests are named <c>Situation_Event_Outcome</c>; never <c>Works</c>.</summary>
internal static partial class TestNameRule
{
    public static IEnumerable<string> Violations(SourceText file) =>
        file.Syntax.DescendantNodes()
            .OfType<MethodDeclarationSyntax>()
            .Where(IsTest)
            .Where(method => !IsWellNamed(method))
            .Select(method => $"{file.At(method)}: '{method.Identifier.Text}' is not named Situation_Event_Outcome");

    private static bool IsTest(MethodDeclarationSyntax method) =>
        method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Fact" or "Theory");

    /// <summary>A class named after a section of an RFC gives the situation; its rows are data, and two parts are enough.</summary>
    private static bool IsWellNamed(MethodDeclarationSyntax method)
    {
        var name = method.Identifier.Text;
        var ofSection = method.Parent is TypeDeclarationSyntax type && Section().IsMatch(type.Identifier.Text);
        return !Vague().IsMatch(name) && (ThreeParts().IsMatch(name) || (ofSection && TwoParts().IsMatch(name)));
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*(_[A-Z0-9][A-Za-z0-9]*){2,}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ThreeParts();

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*_[A-Z0-9][A-Za-z0-9]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TwoParts();

    [GeneratedRegex("^(Section|Rfc)[0-9]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Section();

    [GeneratedRegex("(^|_)Works?(_|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Vague();
}
