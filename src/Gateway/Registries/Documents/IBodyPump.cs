namespace Gateway.Registries.Documents;

/// <summary>Takes a body in the place of its receiver, and hands on what it makes of it.</summary>
internal interface IBodyPump : IDisposable
{
    /// <summary>Takes the next bytes; when it completes, nothing of the caller's memory is kept.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Ends the body.</summary>
    /// <param name="fault">Why it is not the whole body; null when it is.</param>
    Task EndAsync(Exception? fault);
}
