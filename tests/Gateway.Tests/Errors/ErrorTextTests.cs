using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Errors;
using Xunit;

namespace Gateway.Tests.Errors;

public sealed class ErrorTextTests
{
    [Fact]
    public void Problem_Written_HasTheContractsMembers()
    {
        using var problem = JsonDocument.Parse(ErrorText.Problem(ErrorCode.UnknownRepository, "Nothing \"here\".", "abc"));
        var root = problem.RootElement;

        Assert.Equal("urn:gateway:error:unknown-repository", root.GetProperty("type").GetString());
        Assert.Equal("No repository is mounted at this path", root.GetProperty("title").GetString());
        Assert.Equal(404, root.GetProperty("status").GetInt32());
        Assert.Equal("Nothing \"here\".", root.GetProperty("detail").GetString());
        Assert.Equal("unknown-repository: Nothing \"here\".", root.GetProperty("error").GetString());
        Assert.Equal("abc", root.GetProperty("traceId").GetString());
    }

    [Fact]
    public void PlainText_Written_NamesCodeDetailAndTrace() =>
        Assert.Equal(
            "gateway: private-name: The name is private and no private upstream has it\nIt is private.\ntrace abc\n",
            Encoding.UTF8.GetString(ErrorText.Plain(ErrorCode.PrivateName, "It is private.", "abc")));

    [Fact]
    public void AnyDetail_Written_StaysWithinEightLinesAndIsValidJson() =>
        Prop.ForAll<NonNull<string>>(detail =>
        {
            var lines = Encoding.UTF8.GetString(ErrorText.Plain(ErrorCode.InternalError, detail.Get, "t")).TrimEnd('\n').Split('\n');
            using var problem = JsonDocument.Parse(ErrorText.Problem(ErrorCode.InternalError, detail.Get, "t"));
            return lines.Length == 3;
        }).QuickCheckThrowOnFailure();
}
