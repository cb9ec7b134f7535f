namespace Gateway.Registries;

/// <summary>Why a request target cannot be read in one way only.</summary>
internal enum TargetFault
{
    /// <summary>It can.</summary>
    None,

    /// <summary>It does not begin with a slash.</summary>
    NotAbsolute,

    /// <summary>
    /// It holds a character that RFC 3986 does not allow unescaped: a control, a space, non-ASCII, <c>#</c> or a backslash.
    /// </summary>
    ForbiddenCharacter,

    /// <summary>A percent sign in the path is not followed by two hexadecimal digits.</summary>
    BadPercentEscape,

    /// <summary>An escape stands for NUL or, in a registry's path, for another control character.</summary>
    EscapedControl,

    /// <summary>The escaped bytes are not UTF-8.</summary>
    NotUtf8,

    /// <summary>A segment is <c>.</c> or <c>..</c>, in whatever spelling.</summary>
    DotSegment,

    /// <summary>Two slashes follow each other in a registry's path.</summary>
    EmptySegment,

    /// <summary>An escaped slash or backslash stands where one server would see a separator and another a character.</summary>
    EscapedSeparator,

    /// <summary>What stands at the place of a package name is none.</summary>
    BadPackageName,

    /// <summary>What stands at the place of a version is none.</summary>
    BadVersion,

    /// <summary>A Go path holds an upper-case letter, or a <c>!</c> that is not followed by a lower-case one.</summary>
    BadCaseEscape,

    /// <summary>A checksum database path is not one that the protocol has.</summary>
    BadChecksumPath,
}

/// <summary>The faults in words for the client.</summary>
internal static class TargetFaultText
{
    /// <summary>What is wrong and what to do, in a sentence or two. It never repeats the target: that is the client's to know.</summary>
    public static string Of(TargetFault fault) => fault switch
    {
        TargetFault.None => "The request target is well formed.",
        TargetFault.NotAbsolute => "The request target does not begin with a slash; send an absolute path.",
        TargetFault.ForbiddenCharacter => "The request target holds a space, a control character, '#', a backslash or a character "
            + "outside ASCII; percent-encode it.",
        TargetFault.BadPercentEscape => "A '%' in the path is not followed by two hexadecimal digits; write '%25' for a percent sign.",
        TargetFault.EscapedControl => "The path holds an escaped control character such as '%00'; remove it.",
        TargetFault.NotUtf8 => "The escaped bytes of the path are not UTF-8; encode the name as UTF-8 before escaping it.",
        TargetFault.DotSegment => "The path holds a '.' or '..' segment; send the path that is meant.",
        TargetFault.EmptySegment => "The path holds an empty segment ('//'); send each slash once.",
        TargetFault.EscapedSeparator => "The path holds an escaped slash or backslash in a place where a package name has none; "
            + "only the slash of a scoped npm name may be escaped.",
        TargetFault.BadPackageName => "What stands at the place of the package name is not a name of this repository's format.",
        TargetFault.BadVersion => "What stands at the place of the version is not a version of this repository's format.",
        TargetFault.BadCaseEscape => "The module path or version is not case-encoded: "
            + "an upper-case letter is written as '!' and the lower-case letter.",
        TargetFault.BadChecksumPath =>
            "The checksum database path is none of supported, latest, lookup/MODULE@VERSION and tile/H/L/K[.p/W].",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "The fault has no text; add one."),
    };
}
