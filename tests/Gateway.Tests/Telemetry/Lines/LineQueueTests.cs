using System.Text;
using Gateway.Telemetry.Lines;
using Xunit;

namespace Gateway.Tests.Telemetry.Lines;

public sealed class LineQueueTests : IDisposable
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);

    private readonly SlowReader _output = new();
    private readonly MemoryStream _errors = new();

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void ManyLinesWhileOneIsWritten_ReaderGoesOn_AreWrittenInOneGo()
    {
        using (var queue = new LineQueue(length: 1000, _output, _errors))
        {
            queue.Add(new Line("first\n", IsForErrors: false), mayDrop: false);
            Assert.True(_output.IsAsked.Wait(LongEnough, TestContext.Current.CancellationToken));
            for (var i = 0; i < 500; i++)
            {
                queue.Add(new Line($"{i}\n", IsForErrors: false), mayDrop: false);
            }

            _output.GoOn.Set();
        }

        Assert.Equal(2, _output.Writes);
        Assert.Equal("first\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"{i}\n")), _output.Text);
    }

    [Fact]
    public async Task QueueIsFull_LineThatMustNotBeLost_WaitsForTheReader()
    {
        using (var queue = new LineQueue(length: 1, _output, _errors))
        {
            queue.Add(new Line("1", IsForErrors: false), mayDrop: false);
            Assert.True(_output.IsAsked.Wait(LongEnough, TestContext.Current.CancellationToken));
            queue.Add(new Line("2", IsForErrors: false), mayDrop: false);

            var third = Task.Run(() => queue.Add(new Line("3", IsForErrors: false), mayDrop: false), TestContext.Current.CancellationToken);

            Assert.False(third.IsCompleted);
            _output.GoOn.Set();
            await third.WaitAsync(LongEnough, TestContext.Current.CancellationToken);
        }

        Assert.Equal("123", _output.Text);
    }

    [Fact]
    public void QueueIsFull_LinesThatMayBeLost_AreDroppedAndCounted()
    {
        using (var queue = new LineQueue(length: 1, _output, _errors))
        {
            queue.Add(new Line("1", IsForErrors: false), mayDrop: true);
            Assert.True(_output.IsAsked.Wait(LongEnough, TestContext.Current.CancellationToken));
            foreach (var text in new[] { "2", "3", "4" })
            {
                queue.Add(new Line(text, IsForErrors: false), mayDrop: true);
            }

            _output.GoOn.Set();
        }

        Assert.Equal("12", _output.Text);
        Assert.StartsWith("2 log lines were dropped", Encoding.UTF8.GetString(_errors.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void ReaderIsGone_LinesGoOn_NobodyIsHeldUp()
    {
        _output.GoOn.Set();
        _output.IsBroken = true;
        using (var queue = new LineQueue(length: 1, _output, _errors))
        {
            for (var i = 0; i < 10; i++)
            {
                queue.Add(new Line("lost", IsForErrors: false), mayDrop: false);
            }

            queue.Add(new Line("kept", IsForErrors: true), mayDrop: false);
            _output.IsBroken = false;
        }

        Assert.DoesNotContain("kept", _output.Text, StringComparison.Ordinal);
        Assert.Equal("kept", Encoding.UTF8.GetString(_errors.ToArray()));
    }

    [Fact]
    public void ProcessEnds_LineComesAfterIt_IsNobodysFault()
    {
        _output.GoOn.Set();
        var queue = new LineQueue(length: 1, _output, _errors);
        queue.Dispose();

        queue.Add(new Line("late", IsForErrors: false), mayDrop: false);

        Assert.Equal("", _output.Text);
    }

    /// <summary>Takes the first write only when it is told to go on.</summary>
    private sealed class SlowReader : MemoryStream
    {
        public ManualResetEventSlim IsAsked { get; } = new();

        public ManualResetEventSlim GoOn { get; } = new();

        public int Writes { get; private set; }

        public bool IsBroken { get; set; }

        public string Text => Encoding.UTF8.GetString(ToArray());

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            IsAsked.Set();
            Assert.True(GoOn.Wait(LongEnough, CancellationToken.None));
            if (IsBroken)
            {
                throw new IOException("Broken pipe");
            }

            Writes++;
            base.Write(buffer.ToArray(), 0, buffer.Length);
        }

        protected override void Dispose(bool disposing)
        {
            IsAsked.Dispose();
            GoOn.Dispose();
            base.Dispose(disposing);
        }
    }
}
