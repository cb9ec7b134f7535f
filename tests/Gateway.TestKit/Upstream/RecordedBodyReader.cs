using System.Security.Cryptography;

namespace Gateway.TestKit.Upstream;

/// <summary>Reads a request body to its end, without keeping more of it than a record needs.</summary>
internal static class RecordedBodyReader
{
    public static async Task<RecordedBody> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        long length = 0;
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
            kept.Write(buffer, 0, (int)Math.Min(read, RecordedBody.KeptBytes - kept.Length));
        }

        return new RecordedBody(length, Convert.ToHexStringLower(hash.GetHashAndReset()), kept.ToArray());
    }
}
