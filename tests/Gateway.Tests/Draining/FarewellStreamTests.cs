using FsCheck;
using FsCheck.Fluent;
using Gateway.Draining;
using Xunit;

namespace Gateway.Tests.Draining;

public sealed class FarewellStreamTests
{
    private static readonly byte[] GoingAway = [0x88, 0x02, 0x03, 0xE9];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<byte[]> Frames =>
    [
        new byte[] { 0x81, 0x00 },
        Frame([0x81, 5], 5),
        Frame([0x82, 125], 125),
        Frame([0x82, 126, 0x01, 0x00], 256),
        Frame([0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0], 65_536),
        Frame([0x81, 0x85, 1, 2, 3, 4], 5),
        Frame([0x82, 0xFE, 0x01, 0x00, 1, 2, 3, 4], 256),
    ];

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task Frame_IsUnderWayAtTheEnd_EndsBeforeTheGoodbye(byte[] frame)
    {
        using var ending = new CancellationTokenSource();
        using var client = new MemoryStream();
        await using var stream = new FarewellStream(client, ending.Token);
        await stream.WriteAsync(frame.AsMemory(0, 1), Cancelled);
        await ending.CancelAsync();
        Assert.Equal(frame[..1], client.ToArray());

        byte[] next = [.. frame[1..], .. frame];
        await stream.WriteAsync(next, Cancelled);
        await stream.WriteAsync(frame, Cancelled);

        Assert.Equal([.. frame, .. GoingAway], client.ToArray());
    }

    [Fact]
    public async Task NoFrame_IsUnderWayAtTheEnd_GoodbyeIsSaidAtOnce()
    {
        using var ending = new CancellationTokenSource();
        using var client = new MemoryStream();
        await using var stream = new FarewellStream(client, ending.Token);

        await ending.CancelAsync();

        Assert.Equal(GoingAway, client.ToArray());
    }

    [Fact]
    public async Task Server_HasSaidGoodbye_NoneIsAdded()
    {
        byte[] goodbye = [0x88, 0x02, 0x03, 0xE8];
        using var ending = new CancellationTokenSource();
        using var client = new MemoryStream();
        await using var stream = new FarewellStream(client, ending.Token);
        await stream.WriteAsync(goodbye, Cancelled);

        await ending.CancelAsync();

        Assert.Equal(goodbye, client.ToArray());
    }

    [Fact]
    public void Frames_CutAnywhere_AreSeenToEndWhereTheyDo()
    {
        var lengths = Gen.Elements(0, 1, 125, 126, 65_535, 65_536).NonEmptyListOf();
        var cuts = Gen.Choose(1, 70_000).NonEmptyListOf();
        Prop.ForAll(lengths.Zip(cuts).ToArbitrary(), both => EndsWhereItDoes([.. both.Item1], [.. both.Item2])).QuickCheckThrowOnFailure();
    }

    private static bool EndsWhereItDoes(int[] lengths, int[] cuts)
    {
        byte[] all = [.. lengths.SelectMany(FrameOf)];
        var ends = new HashSet<int>(lengths.Select((_, index) => lengths[..(index + 1)].Sum(length => FrameOf(length).Length))) { 0 };
        var frames = new FrameBoundary();
        for (int at = 0, cut = 0; at < all.Length; cut++)
        {
            if (frames.IsBetween != ends.Contains(at))
            {
                return false;
            }

            at += frames.Take(all.AsSpan(at, Math.Min(cuts[cut % cuts.Length], all.Length - at)));
        }

        return frames is { IsBetween: true, HasClosed: false };
    }

    private static byte[] FrameOf(int length) => length switch
    {
        < 126 => Frame([0x82, (byte)length], length),
        < 65_536 => Frame([0x82, 126, (byte)(length >> 8), (byte)length], length),
        _ => Frame([0x82, 127, 0, 0, 0, 0, 0, (byte)(length >> 16), (byte)(length >> 8), (byte)length], length),
    };

    // A payload of bytes that would each begin a Close frame, were they taken for one.
    private static byte[] Frame(byte[] head, int length) => [.. head, .. Enumerable.Repeat((byte)0x88, length)];
}
