namespace Gateway.HttpCache.Policy.Grammar;

/// <summary>
/// One cache directive (RFC 9111 §5.2) as it is met in the wild. The name is the token that the member begins with, so that
/// <c>no-store; max-age=0</c> or <c>private =x</c> still forbids; but a member that is not of the grammar
/// <c>token [ "=" ( token / quoted-string ) ]</c> is not <see cref="WellFormed"/>, and what it would permit does not count.
/// </summary>
internal readonly ref struct Directive
{
    private Directive(ReadOnlySpan<char> name, ReadOnlySpan<char> argument, bool hasArgument, bool wellFormed)
    {
        Name = name;
        Argument = argument;
        HasArgument = hasArgument;
        WellFormed = wellFormed;
    }

    /// <summary>The name, in the letter case received.</summary>
    public ReadOnlySpan<char> Name { get; }

    /// <summary>The argument without its quotes; empty when there is none.</summary>
    public ReadOnlySpan<char> Argument { get; }

    /// <summary>Whether there is an equals sign.</summary>
    public bool HasArgument { get; }

    /// <summary>
    /// Whether the member is of the grammar: no spaces around the equals sign, a token or one whole quoted string after it.
    /// </summary>
    public bool WellFormed { get; }

    /// <summary>Reads a list member.</summary>
    public static Directive Parse(ReadOnlySpan<char> member)
    {
        var nameLength = FieldText.TokenLength(member);
        var name = member[..nameLength];
        var rest = member[nameLength..];
        if (rest.IsEmpty)
        {
            return new Directive(name, default, hasArgument: false, wellFormed: true);
        }

        if (rest[0] != '=')
        {
            var equals = rest.IndexOf('=');
            var after = equals < 0 ? default : FieldText.Trim(rest[(equals + 1)..]);
            return new Directive(name, Unquote(after, out _), equals >= 0, wellFormed: false);
        }

        var argument = rest[1..];
        var unquoted = Unquote(FieldText.Trim(argument), out var quoted);
        return new Directive(name, unquoted, hasArgument: true, quoted ? argument[0] == '"' : FieldText.IsToken(argument));
    }

    /// <summary>Whether the directive has that name, without regard to letter case.</summary>
    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The argument as seconds, or null when there is none or it is no non-negative integer.</summary>
    public long? Seconds() => WellFormed && HasArgument && DeltaSeconds.TryParse(Argument, out var seconds) ? seconds : null;

    private static ReadOnlySpan<char> Unquote(ReadOnlySpan<char> value, out bool quoted)
    {
        quoted = value.Length >= 2 && value[0] == '"' && value[^1] == '"' && value[1..^1].IndexOf('"') < 0;
        return quoted ? value[1..^1] : value;
    }
}
