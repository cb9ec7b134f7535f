using System.IO.Pipelines;

namespace Gateway.StoreTorture;

/// <summary>A pipe whose other end counts bytes and throws them away.</summary>
public sealed class CountingPipe
{
    private readonly Pipe _pipe = new();

    public CountingPipe() => Counted = CountAsync();

    public PipeWriter Writer => _pipe.Writer;

    /// <summary>How many bytes came, once the writer is complete.</summary>
    public Task<long> Counted { get; }

    private async Task<long> CountAsync()
    {
        var total = 0L;
        while (true)
        {
            var result = await _pipe.Reader.ReadAsync();
            total += result.Buffer.Length;
            _pipe.Reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return total;
            }
        }
    }
}
