using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gateway.Tests.HouseRules;

/// <summary>One file of the repository, or a sample of one in the tests of a rule.</summary>
/// <param name="Path">The path from the repository's root, with slashes.</param>
/// <param name="Text">The content.</param>
internal sealed record SourceText(string Path, string Text)
{
    private readonly Lazy<CompilationUnitSyntax> _syntax = new(() => CSharpSyntaxTree.ParseText(Text).GetCompilationUnitRoot());

    public CompilationUnitSyntax Syntax => _syntax.Value;

    public string FileName => Path[(Path.LastIndexOf('/') + 1)..];

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsProduct => Path.StartsWith("src/", StringComparison.Ordinal);

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    public IReadOnlyList<string> Lines => field ??= Text.TrimEnd('\n').Split('\n');

    /// <summary>The folder right below <c>src/Gateway</c> (a feature), empty for a file of its root, null for any other file.</summary>
    public string? Feature
    {
        get
        {
            var parts = Path.Split('/');
            return parts is ["src", "Gateway", .. var rest] ? (rest.Length > 1 ? rest[0] : "") : null;
        }
    }

    /// <summary>Where a piece of syntax stands, as editors and terminals understand it.</summary>
    public string At(SyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
