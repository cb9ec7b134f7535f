using Xunit;

namespace Gateway.Tests.HouseRules;

public sealed class SizeTests(Repository repository) : IClassFixture<Repository>
{
    [Fact]
    public void AnyFile_Measured_KeepsTheSizes()
    {
        var violations = repository.CSharp.SelectMany(SizeRule.Violations).ToList();

        var median = repository.Product.Select(file => file.Lines.Count).Order().ElementAt(repository.Product.Count() / 2);
        TestContext.Current.TestOutputHelper?.WriteLine($"The median file of src has {median} lines (the house wants 40 to 60).");
        Repository.MustBeEmpty(violations, "Too long (house.md, rule 2):");
    }

    [Theory]
    [InlineData(300, 0)]
    [InlineData(301, 1)]
    public void FileOfSomeLines_Measured_HasItsLimit(int lines, int violations) =>
        Assert.Equal(violations, Count("src/A.cs", string.Concat(Enumerable.Repeat("//\n", lines))));

    [Theory]
    [InlineData(60, 0)]
    [InlineData(61, 1)]
    public void Program_Measured_IsATableOfContents(int lines, int violations) =>
        Assert.Equal(violations, Count("src/Gateway/Program.cs", string.Concat(Enumerable.Repeat("//\n", lines))));

    [Theory]
    [InlineData(140, 0)]
    [InlineData(141, 1)]
    public void LineOfSomeColumns_Measured_HasItsLimit(int columns, int violations) =>
        Assert.Equal(violations, Count("src/A.cs", "//".PadRight(columns, 'x') + "\n"));

    [Theory]
    [InlineData("tests/A.cs", "[InlineData(\"", 0)]
    [InlineData("tests/A.cs", "{ \"", 0)]
    [InlineData("tests/A.cs", "Assert.Equal(\"", 1)]
    [InlineData("src/A.cs", "{ \"", 1)]
    public void LongRowOfData_Measured_IsAllowedInTests(string path, string line, int violations) =>
        Assert.Equal(violations, Count(path, line.PadRight(200, 'x') + "\n"));

    [Theory]
    [InlineData("", 40, 0)]
    [InlineData("", 41, 1)]
    [InlineData("[Fact]\n[Other(\n1)]\n", 40, 0)]
    [InlineData("/// <summary>Numbered state machine of the store.</summary>\n", 80, 0)]
    [InlineData("/// <summary>Numbered state machine of the store.</summary>\n", 81, 1)]
    [InlineData("// Long.\n", 41, 1)]
    public void MethodOfSomeLines_Measured_HasItsLimit(string before, int lines, int violations)
    {
        var body = string.Concat(Enumerable.Repeat("M();\n", lines - 3));

        Assert.Equal(violations, Count("src/A.cs", $"class A\n{{\n{before}void M()\n{{\n{body}}}\n}}\n"));
    }

    [Fact]
    public void LongConstructorAccessorAndLocalFunction_Measured_AreMethodsToo()
    {
        var body = string.Concat(Enumerable.Repeat("M();\n", 41));

        Assert.Equal(1, Count("src/A.cs", $"class A {{ A() {{\n{body}}} }}"));
        Assert.Equal(1, Count("src/A.cs", $"class A {{ int P {{ get {{\n{body}}} }} }}"));
        Assert.Equal(2, Count("src/A.cs", $"class A {{ void M() {{ void Inner() {{\n{body}}} }} }}"));
    }

    private static int Count(string path, string text) => SizeRule.Violations(new SourceText(path, text)).Count();
}
