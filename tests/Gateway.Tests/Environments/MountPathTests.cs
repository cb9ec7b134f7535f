using Gateway.Environments;
using Xunit;

namespace Gateway.Tests.Environments;

public sealed class MountPathTests
{
    [Theory]
    [InlineData("/npm", "/npm", "")]
    [InlineData("/npm/", "/npm", "/")]
    [InlineData("/npm/@a%2fb", "/npm", "/@a%2fb")]
    [InlineData("/private-module/npm//x", "/private-module/npm", "//x")]
    [InlineData("/%6epm/x", "/npm", "/x")]
    [InlineData("/n%70m", "/npm", "")]
    [InlineData("/n%70%6D/%2f", "/npm", "/%2f")]
    [InlineData("/a%2Db/x", "/a-b", "/x")]
    public void PathAtOrBelowMount_Matched_LeavesTheRestAsSent(string path, string mount, string rest)
    {
        Assert.True(MountPath.TryMatch(path, mount, out var restIndex));
        Assert.Equal(rest, path[restIndex..]);
    }

    [Theory]
    [InlineData("/", "/npm")]
    [InlineData("/np", "/npm")]
    [InlineData("/npmx", "/npm")]
    [InlineData("/npm%2fx", "/npm")]
    [InlineData("/NPM/x", "/npm")]
    [InlineData("/%4epm/x", "/npm")]
    [InlineData("%2fnpm/x", "/npm")]
    [InlineData("/a%2fb/x", "/a/b")]
    [InlineData("/np%6", "/npm")]
    [InlineData("/x/npm", "/npm")]
    public void PathElsewhere_Matched_IsNotBelowTheMount(string path, string mount) => Assert.False(MountPath.TryMatch(path, mount, out _));
}
