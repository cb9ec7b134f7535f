using System.Text;
using Gateway.Cli.Cache;
using Xunit;

namespace Gateway.Tests.Cli;

public sealed class EntryCountTests
{
    private const string Listing =
        """{"entries":[{"target":"/a\\\"}]","tags":["x"],"vary":{"accept":"*"}},{"target":"/b","tags":[],"vary":{}}],"truncated":false}""";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void ListingInPieces_Counted_IsTheNumberOfEntries(int length)
    {
        var count = new EntryCount();

        Assert.Equal(2, Encoding.UTF8.GetBytes(Listing).Chunk(length).Sum(piece => count.Add(piece)));
    }

    [Theory]
    [InlineData("""{"entries":[],"truncated":false}""")]
    [InlineData("""{"type":"about:blank","detail":"{[{}]}"}""")]
    [InlineData("")]
    public void NothingListed_Counted_IsNone(string text) => Assert.Equal(0, new EntryCount().Add(Encoding.UTF8.GetBytes(text)));
}
