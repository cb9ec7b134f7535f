using System.Security.Cryptography;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Registries;

/// <summary>A tarball is what its packument says, and what the client's lock file says, or it is not served.</summary>
public sealed class TarballIntegrityTests
{
    private const int Short = 3000;
    private const int Long = 2_000_000;

    private static readonly byte[] Right = NpmHost.Tarball(Short);
    private static readonly byte[] Wrong = NpmHost.Tarball(Short, seed: 2);

    public static TheoryData<int, bool> Sizes => new()
    {
        { Short, true },
        { Short, false },
        { Long, true },
        { Long, false },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task IntactTarball_Fetched_SaysItsDigestAndIsStored(int length, bool packumentFirst)
    {
        await using var served = await NpmHost.StartAsync();
        var tarball = NpmHost.Tarball(length);
        served.Describe($"\"integrity\":\"{NpmHost.IntegrityOf(tarball)}\"");
        NpmHost.Serve(served.First, tarball);
        if (packumentFirst)
        {
            await served.GetAsync("/left", "Accept-Encoding: gzip");
        }

        var fetched = await served.TarballAsync($"pacote-integrity: {NpmHost.IntegrityOf(tarball)}");
        var stored = await served.StoredTarballAsync($"pacote-integrity: {NpmHost.IntegrityOf(tarball)}");

        Assert.Equal((200, true), (fetched.Status, fetched.IsComplete));
        Assert.Equal(tarball, fetched.Body);
        Assert.Equal(tarball, stored.Body);
        Assert.Equal(DigestOf(tarball), stored.Value("Repr-Digest"));
        Assert.Equal((1, 0), served.Asked());
        Assert.Single(served.First.RequestsTo("/left"));
    }

    [Fact]
    public async Task PackumentThatNpmFetched_TarballFollows_TheUpstreamIsNotAskedForItAgain()
    {
        await using var served = await NpmHost.StartAsync();
        served.Describe($"\"integrity\":\"{NpmHost.IntegrityOf(Right)}\"");
        NpmHost.Serve(served.First, Right);

        await served.GetAsync("/left", "Accept: application/json");
        await served.TarballAsync();

        Assert.Single(served.First.RequestsTo("/left"));
    }

    [Fact]
    public async Task UpstreamThatCodesWhatItMay_TarballFetched_IsAskedForAsItIs()
    {
        await using var served = await NpmHost.StartAsync(destinations: 1);
        served.Describe($"\"integrity\":\"{NpmHost.IntegrityOf(Right)}\"");
        var coded = Reply.With(200, Wrong, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"));
        var asItIs = Reply.With(200, Right, ("Vary", "Accept-Encoding"));
        served.First.On(
            "/left/-/left-1.0.0.tgz", context => context.Request.Headers.AcceptEncoding == "identity" ? asItIs(context) : coded(context));

        var fetched = await served.TarballAsync("Accept-Encoding: gzip, deflate, br");
        var stored = await served.StoredTarballAsync("Accept-Encoding: gzip");

        Assert.Equal((200, null), (fetched.Status, fetched.Value("Content-Encoding")));
        Assert.Equal(Right, fetched.Body);
        Assert.Equal(Right, stored.Body);
        Assert.Equal((1, 0), served.Asked());
    }

    [Fact]
    public async Task WrongTarball_OfOneDestination_IsFetchedFromTheOther()
    {
        await using var served = await NpmHost.StartAsync();
        served.Describe($"\"integrity\":\"{NpmHost.IntegrityOf(Right)}\"");
        NpmHost.Serve(served.First, Wrong);
        NpmHost.Serve(served.Second, Right);

        var fetched = await served.TarballAsync();
        var stored = await served.StoredTarballAsync();

        Assert.Equal((200, Right), (fetched.Status, fetched.Body), Same);
        Assert.Equal((200, Right), (stored.Status, stored.Body), Same);
        Assert.Equal((1, 1), served.Asked());
        var line = await served.Gateway.Log.WaitForAsync(
            entry => entry.Category == "Gateway.Registries", "the wrong tarball is reported");
        Assert.Equal(("left", "1.0.0", "main"), (line["Package"], line["Version"], line["Upstream"]));
    }

    [Fact]
    public async Task WrongTarball_OfTheOnlyDestination_IsFetchedOnceMoreAndThenRefused()
    {
        await using var served = await NpmHost.StartAsync(destinations: 1);
        served.Describe($"\"integrity\":\"{NpmHost.IntegrityOf(Right)}\"");
        NpmHost.Serve(served.First, Wrong);

        var response = await served.TarballAsync();

        Assert.Equal((502, "upstream-integrity-mismatch"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Contains("left 1.0.0", response.Text, StringComparison.Ordinal);
        Assert.Equal((2, 0), served.Asked());
        NpmHost.Serve(served.First, Right);
        Assert.Equal(Right, (await served.TarballAsync()).Body);
    }

    [Fact]
    public async Task WrongTarball_OnceOnly_IsMendedByTheSecondFetch()
    {
        await using var served = await NpmHost.StartAsync(destinations: 1);
        served.Describe($"\"integrity\":\"{NpmHost.IntegrityOf(Right)}\"");
        served.First.On("/left/-/left-1.0.0.tgz", Reply.InOrder(Reply.With(200, Wrong), Reply.With(200, Right)));

        var response = await served.TarballAsync();

        Assert.Equal((200, Right), (response.Status, response.Body), Same);
    }

    [Fact]
    public async Task LongWrongTarball_Fetched_BreaksBeforeItsEndAndIsNotStored()
    {
        await using var served = await NpmHost.StartAsync(destinations: 1);
        var (right, wrong) = (NpmHost.Tarball(Long), NpmHost.Tarball(Long));
        wrong[0] ^= 1;
        served.Describe($"\"integrity\":\"{NpmHost.IntegrityOf(right)}\"");
        NpmHost.Serve(served.First, wrong);

        await MustBreakAsync(served);
        NpmHost.Serve(served.First, right);
        var next = await served.TarballAsync();

        Assert.Equal((200, true), (next.Status, next.IsComplete));
        Assert.Equal(right, next.Body);
    }

    [Fact]
    public async Task LongWrongTarballWithoutALength_Fetched_HasNoEnd()
    {
        await using var served = await NpmHost.StartAsync(destinations: 1);
        var wrong = NpmHost.Tarball(Long);
        served.Describe($"\"integrity\":\"{NpmHost.IntegrityOf(Right)}\"");
        served.First.On("/left/-/left-1.0.0.tgz", async context => await context.Response.Body.WriteAsync(wrong, context.RequestAborted));

        await MustBreakAsync(served);
    }

    [Fact]
    public async Task VersionPublishedAnew_StoredTarballIsOfTheOld_IsFetchedOnceMore()
    {
        await using var served = await NpmHost.StartAsync(destinations: 1);
        served.Describe($"\"integrity\":\"{NpmHost.IntegrityOf(Wrong)}\"");
        NpmHost.Serve(served.First, Wrong);
        await served.StoredTarballAsync();
        served.Describe($"\"integrity\":\"{NpmHost.IntegrityOf(Right)}\"");
        NpmHost.Serve(served.First, Right);
        await AskUntilKnownAsync(served);

        var response = await served.TarballAsync($"pacote-integrity: {NpmHost.IntegrityOf(Right)}");

        Assert.Equal((200, Right), (response.Status, response.Body), Same);
        Assert.Equal(Right, (await served.StoredTarballAsync()).Body);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LockFileOfOtherBytes_Asks_IsRefusedAndOthersAreServed(bool stored)
    {
        await using var served = await NpmHost.StartAsync(destinations: 1);
        served.Describe($"\"integrity\":\"{NpmHost.IntegrityOf(Right)}\"");
        NpmHost.Serve(served.First, Right);
        if (stored)
        {
            await served.StoredTarballAsync();
        }

        var response = await served.TarballAsync($"pacote-integrity: {NpmHost.IntegrityOf(Wrong)}");

        Assert.Equal((412, "integrity-mismatch"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Equal(Right, (await served.StoredTarballAsync($"pacote-integrity: {NpmHost.IntegrityOf(Right)}")).Body);
        Assert.Equal((1, 0), served.Asked());
        var line = await served.Gateway.Log.WaitForAsync(
            entry => entry.Category == "Gateway.Caching" && "left".Equals(entry["Package"]), "the refusal is reported");
        Assert.Equal(("1.0.0", "npm"), (line["Version"], line["Repository"]));
    }

    [Theory]
    [InlineData(Short)]
    [InlineData(Long)]
    public async Task OldLockFileWithSha1_Asks_IsComparedByTheBytes(int length)
    {
        await using var served = await NpmHost.StartAsync(destinations: 1);
        var tarball = NpmHost.Tarball(length);
        served.Describe($"\"integrity\":\"{NpmHost.IntegrityOf(tarball)}\"");
        NpmHost.Serve(served.First, tarball);
        await served.StoredTarballAsync();

        var right = await served.TarballAsync($"pacote-integrity: sha1-{Sha1Of(tarball)}");

        Assert.Equal((200, true), (right.Status, right.IsComplete));
        Assert.Equal(tarball, right.Body);
        await MustNotBeWholeAsync(served, $"pacote-integrity: sha1-{Sha1Of(Wrong)}");
    }

    [Fact]
    public async Task PackumentWithAShasumOnly_TarballFetched_IsVerifiedByIt()
    {
        await using var served = await NpmHost.StartAsync();
        var shasum = Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.SHA1, Right));
        served.Describe($"\"shasum\":\"{shasum}\"");
        NpmHost.Serve(served.First, Wrong);
        NpmHost.Serve(served.Second, Right);

        Assert.Equal(Right, (await served.TarballAsync()).Body);
        Assert.Equal((1, 1), served.Asked());
    }

    [Fact]
    public async Task UpstreamsOwnWordOnTheDigest_WithoutAPackument_IsNotBelieved()
    {
        await using var served = await NpmHost.StartAsync(destinations: 1);
        served.First.On("/left", Reply.With(404));
        served.First.On("/left/-/left-1.0.0.tgz", Reply.With(200, Right, ("Repr-Digest", DigestOf(Wrong))));

        var response = await served.StoredTarballAsync($"pacote-integrity: {NpmHost.IntegrityOf(Right)}");

        Assert.Equal((200, Right), (response.Status, response.Body), Same);
        Assert.Null(response.Value("Repr-Digest"));
        await MustNotBeWholeAsync(served, $"pacote-integrity: {NpmHost.IntegrityOf(Wrong)}");
    }

    [Fact]
    public async Task StoredTarball_UpstreamIsDown_IsServedToALockFile()
    {
        await using var served = await NpmHost.StartAsync(destinations: 1);
        served.Describe($"\"integrity\":\"{NpmHost.IntegrityOf(Right)}\"");
        NpmHost.Serve(served.First, Right);
        await served.StoredTarballAsync();
        await served.First.StopListeningAsync();

        Assert.Equal(Right, (await served.TarballAsync($"pacote-integrity: {NpmHost.IntegrityOf(Right)}")).Body);
        Assert.Equal(412, (await served.TarballAsync($"pacote-integrity: {NpmHost.IntegrityOf(Wrong)}")).Status);
        Assert.Equal(Right, (await served.TarballAsync()).Body);
    }

    /// <summary>The first client may see a part or nothing, never the whole.</summary>
    private static async Task MustBreakAsync(NpmHost served)
    {
        await MustNotBeWholeAsync(served);
        await served.Gateway.Log.WaitForAsync(entry => entry.Category == "Gateway.Registries", "the wrong tarball is reported");
    }

    private static async Task MustNotBeWholeAsync(NpmHost served, params string[] lines)
    {
        try
        {
            var response = await served.TarballAsync(lines);
            Assert.True(!response.IsComplete || response.Status != 200, "A wrong tarball came whole.");
        }
        catch (EndOfStreamException)
        {
            // It ended before its head: a moment's matter.
        }
    }

    /// <summary>What was just learned is believed for ten seconds; a client asks for the new packument meanwhile.</summary>
    private static async Task AskUntilKnownAsync(NpmHost served) => await Poll.UntilAsync(
        async () => (await served.GetAsync("/left", "Cache-Control: no-cache", "Accept-Encoding: identity"))
            .Text.Contains(NpmHost.IntegrityOf(Right), StringComparison.Ordinal),
        Poll.Patience,
        "the new packument is known");

    private static string DigestOf(byte[] tarball) => $"sha-512=:{Convert.ToBase64String(SHA512.HashData(tarball))}:";

    private static string Sha1Of(byte[] tarball) =>
        Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.SHA1, tarball));

    private static bool Same((int Status, byte[] Body) one, (int Status, byte[] Body) other) =>
        one.Status == other.Status && one.Body.AsSpan().SequenceEqual(other.Body);
}
