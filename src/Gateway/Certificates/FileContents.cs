using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Gateway.Certificates;

/// <summary>
/// Whether files hold something else than at the last look. The contents are compared, not the times: Kubernetes swaps a folder under
/// links whose own times never change, and file systems over the network signal nothing. A few kilobytes a second cost nothing.
/// </summary>
internal sealed class FileContents
{
    /// <summary>How often to look.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Weak: an owner that a reload has replaced is forgotten with it.
    private readonly ConditionalWeakTable<object, string> _seen = [];

    /// <summary>
    /// Whether they changed. The first look counts as a change: the files were loaded before it, and what came between the two would
    /// never be seen.
    /// </summary>
    /// <param name="owner">Whose files they are.</param>
    /// <param name="files">The files.</param>
    /// <param name="isFirst">Whether nobody looked at them before.</param>
    public bool HaveChanged(object owner, IEnumerable<string> files, out bool isFirst)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            // The length before each content: what moves from one file to the next is a change.
            var content = CertificateFile.Read(file);
            hash.AppendData(BitConverter.GetBytes(content?.Length ?? -1));
            hash.AppendData(content ?? []);
        }

        var now = Convert.ToHexString(hash.GetHashAndReset());
        isFirst = !_seen.TryGetValue(owner, out var before);
        _seen.AddOrUpdate(owner, now);
        return isFirst || before != now;
    }
}
