namespace Gateway.Cli;

/// <summary>A command was written in a way that has no meaning; the message says which part and how to write it.</summary>
internal sealed class UsageException : Exception
{
    /// <summary>Wrong usage.</summary>
    /// <param name="message">What is wrong and what to write.</param>
    public UsageException(string message)
        : base(message)
    {
    }

    /// <summary>Wrong usage without a word on it.</summary>
    public UsageException()
    {
    }

    /// <summary>Wrong usage that showed itself as another exception.</summary>
    /// <param name="message">What is wrong and what to write.</param>
    /// <param name="innerException">The other exception.</param>
    public UsageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
