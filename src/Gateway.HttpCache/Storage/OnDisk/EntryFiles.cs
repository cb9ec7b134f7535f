using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// Reads and rewrites the header blocks of entry files, and removes files. Heads are rewritten in place, under a lock that a reader
/// takes only when it met a block that does not match its checksum: it may have read while the block was being written.
/// </summary>
internal sealed class EntryFiles(DiskDirectory directory, MediumHealth health, IEntryLosses losses)
{
    // Most heads fit; a longer one takes a second read.
    private const int FirstRead = 4096;

    // Rewriting is rare; entries share locks.
    private readonly Lock[] _rewriting = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];

    public string PathOf(EntryName name) => directory.PathOf(name);

    /// <summary>Reads an entry's header block; null when the file is gone, damaged (which is reported) or cannot be read.</summary>
    public HeadBlock? Read(EntryName name)
    {
        using var handle = Open(name, FileAccess.Read);
        return handle is null ? null : Read(handle, name);
    }

    /// <summary>Opens an entry's file; null when it is gone or cannot be opened.</summary>
    public SafeFileHandle? Open(EntryName name, FileAccess access)
    {
        try
        {
            return DiskDirectory.Open(PathOf(name), FileMode.Open, access);
        }
        catch (Exception cause) when (DiskFault.IsFault(cause))
        {
            if (DiskFault.IsMissing(cause))
            {
                losses.Missing(name);
            }
            else
            {
                health.Count();
            }

            return null;
        }
    }

    /// <summary>Reads the header block of an open file.</summary>
    public HeadBlock? Read(SafeFileHandle handle, EntryName name)
    {
        try
        {
            if (TryRead(handle, name, out var damage) is { } block)
            {
                return block;
            }

            lock (LockOf(name))
            {
                block = TryRead(handle, name, out damage);
            }

            if (block is null)
            {
                losses.Damaged(name, damage);
            }

            return block;
        }
        catch (NotSupportedException)
        {
            // Not even a file: a pipe or a device under an entry's name.
            losses.Damaged(name, EntryDamage.Format);
            return null;
        }
        catch (Exception cause) when (DiskFault.IsFault(cause))
        {
            health.Count();
            return null;
        }
    }

    /// <summary>
    /// Replaces the header block of an entry by what a change makes of it. One write in place, so that after a crash there is the old
    /// block, the new one, or one that does not match its checksum: a miss. A head that outgrew its slack is written with the body
    /// to a new file beside.
    /// </summary>
    /// <returns>The new block; null when the change gave none or the file is gone, damaged or cannot be written.</returns>
    public HeadBlock? Rewrite(EntryName name, Func<StoredResponse, StoredResponse?> change)
    {
        lock (LockOf(name))
        {
            using var handle = Open(name, FileAccess.ReadWrite);
            if (handle is null || Read(handle, name) is not { } before || change(before.Response) is not { } changed)
            {
                return null;
            }

            try
            {
                var head = HeadCodec.Encode(changed.Key, changed.Head, changed.Selecting, changed.Tags);
                if (head.Length <= before.Capacity)
                {
                    var after = before with { Response = changed };
                    RandomAccess.Write(handle, after.ToBytes(head), 0);
                    return after;
                }

                return WriteBeside(handle, name, before, changed, head);
            }
            catch (Exception cause) when (DiskFault.IsFault(cause))
            {
                health.Fail(cause);
                return null;
            }
        }
    }

    /// <summary>Removes an entry's file; one that is gone already is as good.</summary>
    public void Delete(EntryName name) => Delete(PathOf(name));

    /// <summary>Removes a file.</summary>
    public void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone with its folder.
        }
        catch (Exception cause) when (DiskFault.IsFault(cause))
        {
            health.Fail(cause);
        }
    }

    private static HeadBlock? TryRead(SafeFileHandle handle, EntryName name, out EntryDamage damage)
    {
        var length = RandomAccess.GetLength(handle);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstRead);
        try
        {
            var read = ReadFully(handle, buffer.AsSpan(0, FirstRead));
            var needed = EntryFormat.PreambleSize + (HeadBlock.HeadLength(buffer.AsSpan(0, read)) ?? 0);
            if (needed > read && read == FirstRead)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = ArrayPool<byte>.Shared.Rent(needed);
                read = ReadFully(handle, buffer.AsSpan(0, needed));
            }

            var block = HeadBlock.Parse(buffer.AsSpan(0, read), out damage);
            if (block is not null && block.FileLength != length)
            {
                damage = EntryDamage.Length;
                return null;
            }

            // A good block under another name is another entry's: somebody moved files about.
            if (block is not null && EntryName.Of(block.Response) != name)
            {
                damage = EntryDamage.Format;
                return null;
            }

            return block;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int ReadFully(SafeFileHandle handle, Span<byte> buffer)
    {
        var total = 0;
        int read;
        while (total < buffer.Length && (read = RandomAccess.Read(handle, buffer[total..], total)) > 0)
        {
            total += read;
        }

        return total;
    }

    private HeadBlock WriteBeside(SafeFileHandle source, EntryName name, HeadBlock before, StoredResponse changed, byte[] head)
    {
        var after = new HeadBlock(changed, EntryFormat.CapacityFor(head.Length));
        var temporary = directory.NextTemporary();
        try
        {
            using (var target = DiskDirectory.Open(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                RandomAccess.Write(target, after.ToBytes(head), 0);
                CopyBody(source, before, target, after);
            }

            directory.Publish(temporary, name);
            return after;
        }
        catch (Exception cause) when (DiskFault.IsFault(cause))
        {
            Delete(temporary);
            throw;
        }
    }

    private static void CopyBody(SafeFileHandle source, HeadBlock before, SafeFileHandle target, HeadBlock after)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(StoreLimits.StepSize);
        try
        {
            var from = before.BodyOffset;
            var to = after.BodyOffset;
            int read;
            while ((read = RandomAccess.Read(source, buffer, from)) > 0)
            {
                RandomAccess.Write(target, buffer.AsSpan(0, read), to);
                from += read;
                to += read;
            }

            // A body of no length leaves the file at the end of the head, short of its slack.
            RandomAccess.SetLength(target, after.FileLength);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Lock LockOf(EntryName name) => _rewriting[(int)(name.Id % (ulong)_rewriting.Length)];
}

/// <summary>Hears of entries whose file is not what it should be.</summary>
internal interface IEntryLosses
{
    /// <summary>The file is gone.</summary>
    void Missing(EntryName name);

    /// <summary>The file is damaged.</summary>
    void Damaged(EntryName name, EntryDamage damage);
}
