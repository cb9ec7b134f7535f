namespace Gateway.Registries.Documents;

/// <summary>What is wrong with a document of an upstream, or with an audit body of a client.</summary>
internal enum DocumentFault
{
    /// <summary>It is not JSON, or says by its media type that it is something else.</summary>
    NotJson,

    /// <summary>It is JSON, but no object where the protocol has one.</summary>
    NotAnObject,

    /// <summary>It ends in the middle.</summary>
    CutShort,

    /// <summary>It is nested deeper than <see cref="DocumentLimits.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>A single string or number is longer than <see cref="DocumentLimits.MaxTokenLength"/>.</summary>
    TokenTooLong,

    /// <summary>It is longer than <see cref="DocumentLimits.MaxLength"/> once its content coding is undone.</summary>
    TooLarge,

    /// <summary>Its content coding is one that the gateway did not ask for and does not know.</summary>
    UnknownCoding,

    /// <summary>Its content coding is damaged.</summary>
    DamagedCoding,

    /// <summary>It sends clients to another host for a tarball, past this registry and the gateway.</summary>
    ForeignTarball,
}

/// <summary>
/// A document cannot be understood: the fetch is broken, nothing of it may be stored, and the answer is 502 (400 for a client's body).
/// </summary>
/// <param name="fault">What is wrong.</param>
/// <param name="inner">What noticed it.</param>
/// <param name="detail">What is wrong, in a sentence that says more than the fault does; null when that says it all.</param>
internal sealed class RegistryDocumentException(DocumentFault fault, Exception? inner = null, string? detail = null)
    : Exception(detail ?? DocumentFaultText.Of(fault), inner)
{
    /// <summary>What is wrong.</summary>
    public DocumentFault Fault { get; } = fault;
}

/// <summary>The faults in words.</summary>
internal static class DocumentFaultText
{
    /// <summary>What is wrong, in a sentence.</summary>
    public static string Of(DocumentFault fault) => fault switch
    {
        DocumentFault.NotJson => "The document is not JSON.",
        DocumentFault.NotAnObject => "The document is not a JSON object.",
        DocumentFault.CutShort => "The document ends before its JSON is complete.",
        DocumentFault.TooDeep => "The document is nested too deeply.",
        DocumentFault.TokenTooLong => "A single string of the document is too long.",
        DocumentFault.TooLarge => "The document is too large.",
        DocumentFault.UnknownCoding => "The document has a Content-Encoding that is none of gzip, br and deflate.",
        DocumentFault.DamagedCoding => "The document's content coding is damaged.",
        DocumentFault.ForeignTarball => "The document has a tarball elsewhere than in this registry.",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "The fault has no text; add one."),
    };
}
