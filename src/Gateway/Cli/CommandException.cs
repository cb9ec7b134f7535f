namespace Gateway.Cli;

/// <summary>The thing asked of a command is not so or did not come about; the message is all that the user is told.</summary>
internal sealed class CommandException : Exception
{
    /// <summary>It did not come about.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public CommandException(string message)
        : base(message)
    {
    }

    /// <summary>It did not come about, and nobody said why.</summary>
    public CommandException()
    {
    }

    /// <summary>It did not come about because of another exception, whose own words would help nobody.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">The other exception.</param>
    public CommandException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
