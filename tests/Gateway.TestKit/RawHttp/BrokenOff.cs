using Xunit;

namespace Gateway.TestKit.RawHttp;

/// <summary>What a client sees of an answer that is broken off.</summary>
public static class BrokenOff
{
    /// <summary>
    /// The answer never looks whole. How much of it has gone out by then, if anything, is a matter of moments: a connection that is
    /// ended takes along what has not yet been sent or read, so that the client may see a part, no head at all, or, where the gateway has
    /// seen no head either, an error of the gateway's own.
    /// </summary>
    /// <param name="answer">The answer that is awaited.</param>
    public static async Task IsSeenAsync(Task<RawResponse> answer)
    {
        try
        {
            var seen = await answer;
            Assert.True(!seen.IsComplete || seen.Value("X-Gateway-Error") is not null, $"the answer {seen.Status} looks whole");
        }
        catch (EndOfStreamException)
        {
            // The connection ended without a response.
        }
    }
}
