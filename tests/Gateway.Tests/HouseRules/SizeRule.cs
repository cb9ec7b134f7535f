using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gateway.Tests.HouseRules;

/// <summary>How long files, methods and lines may be.</summary>
internal static class SizeRule
{
    public const int FileLines = 300;
    public const int MethodLines = 40;
    public const int LineColumns = 140;

    /// <summary>A table of contents is read at one glance.</summary>
    public const int ProgramLines = 60;

    /// <summary>A state machine is read as one, and is worse in pieces; its comment says that it is one.</summary>
    public const int StateMachineLines = 80;

    private const string StateMachine = "state machine";

    public static IEnumerable<string> Violations(SourceText file) =>
        [.. FileViolations(file), .. LineViolations(file), .. MethodViolations(file)];

    private static IEnumerable<string> FileViolations(SourceText file)
    {
        var limit = file.Path.Equals("src/Gateway/Program.cs", StringComparison.Ordinal) ? ProgramLines : FileLines;
        return file.Lines.Count <= limit ? [] : [$"{file.Path}: {file.Lines.Count} lines, more than {limit}"];
    }

    private static IEnumerable<string> LineViolations(SourceText file) =>
        file.Lines
            .Select((line, index) => (line.Length, Number: index + 1))
            .Where(line => line.Length > LineColumns && !IsRowOfData(file, line.Number))
            .Select(line => $"{file.Path}:{line.Number}: {line.Length} columns, more than {LineColumns}");

    /// <summary>A row of a table in a test is read across, beside its neighbours; broken in two it is no row any more.</summary>
    private static bool IsRowOfData(SourceText file, int number)
    {
        var line = file.Lines[number - 1].TrimStart();
        return file.IsTest
            && (line.StartsWith("[InlineData(", StringComparison.Ordinal) || line.StartsWith("{ ", StringComparison.Ordinal)
                || line.StartsWith('"'));
    }

    private static IEnumerable<string> MethodViolations(SourceText file)
    {
        var methods = file.Syntax.DescendantNodes()
            .Where(node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax);
        foreach (var method in methods)
        {
            var lines = LinesOf(method);
            var limit = IsStateMachine(method) ? StateMachineLines : MethodLines;
            if (lines > limit)
            {
                yield return $"{file.At(method)}: a method of {lines} lines, more than {limit}";
            }
        }
    }

    private static bool IsStateMachine(SyntaxNode method) =>
        method.GetLeadingTrivia().ToFullString().Contains(StateMachine, StringComparison.OrdinalIgnoreCase);

    /// <summary>From the line after the attributes, where the signature begins, to the end of the body.</summary>
    private static int LinesOf(SyntaxNode method)
    {
        var first = method.ChildNodesAndTokens().First(child => !child.IsKind(SyntaxKind.AttributeList));
        var span = method.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - first.GetLocation()!.GetLineSpan().StartLinePosition.Line + 1;
    }
}
