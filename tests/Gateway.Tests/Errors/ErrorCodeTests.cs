using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gateway.Errors;
using Xunit;

namespace Gateway.Tests.Errors;

public sealed class ErrorCodeTests
{
    [Fact]
    public void EveryCode_Listed_IsKebabCaseWithAnErrorStatus()
    {
        Assert.All(ErrorCode.All.Values, code =>
        {
            Assert.Matches("^[a-z]+(-[a-z]+)*$", code.Name);
            Assert.InRange(code.Status, 400, 599);
            Assert.False(code.Title.EndsWith('.'));
        });
    }

    [Fact]
    public void EveryCode_HasItsSectionInTheDocumentation_AndNoSectionIsLeftOver()
    {
        var text = File.ReadAllText(DocumentationPath());
        var sections = Regex.Matches(
            text, "^## (?<code>[a-z-]+)$\n\n(?<status>[0-9]{3})", RegexOptions.Multiline | RegexOptions.NonBacktracking)
            .Select(match => (match.Groups["code"].Value, match.Groups["status"].Value))
            .Order();

        Assert.Equal(ErrorCode.All.Values.Select(code => (code.Name, $"{code.Status}")).Order(), sections);
    }

    private static string DocumentationPath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "errors.md");
}
