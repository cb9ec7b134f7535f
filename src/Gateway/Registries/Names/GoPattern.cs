using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Gateway.Registries.Names;

/// <summary>
/// One pattern of GOPRIVATE: with N elements it is matched against the first N elements of a module path, each by the rules of Go's
/// <c>path.Match</c> (<c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a]</c>, <c>\c</c>), case-sensitively as go does.
/// </summary>
internal sealed class GoPattern : INamePattern
{
    private readonly ImmutableArray<ImmutableArray<Token>> _elements;

    private GoPattern(ImmutableArray<ImmutableArray<Token>> elements) => _elements = elements;

    /// <summary>Reads a pattern.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out GoPattern? pattern, [NotNullWhen(false)] out string? fault)
    {
        var elements = ImmutableArray.CreateBuilder<ImmutableArray<Token>>();
        foreach (var element in text.TrimEnd('/').Split('/'))
        {
            if (!TryReadElement(element, out var tokens))
            {
                (pattern, fault) = (null, $"'{text}' is not a pattern of GOPRIVATE; write a module path prefix such as git.corp.example/*, "
                    + "with *, ?, [a-z] and \\ as in Go's path.Match.");
                return false;
            }

            elements.Add(tokens);
        }

        (pattern, fault) = (new GoPattern(elements.DrainToImmutable()), null);
        return true;
    }

    /// <inheritdoc/>
    public bool Matches(string name)
    {
        var rest = name.AsSpan();
        for (var i = 0; i < _elements.Length; i++)
        {
            if (i > 0 && rest.IsEmpty)
            {
                return false;
            }

            var slash = rest.IndexOf('/');
            if (!MatchesElement(_elements[i].AsSpan(), slash < 0 ? rest : rest[..slash]))
            {
                return false;
            }

            rest = slash < 0 ? [] : rest[(slash + 1)..];
        }

        return true;
    }

    private static bool MatchesElement(ReadOnlySpan<Token> pattern, ReadOnlySpan<char> text)
    {
        var (at, token) = (0, 0);
        var (resumeText, resumeToken) = (-1, -1);
        while (at < text.Length)
        {
            if (token < pattern.Length && pattern[token].Kind == TokenKind.Run)
            {
                (resumeText, resumeToken) = (at, ++token);
            }
            else if (token < pattern.Length && pattern[token].Takes(text[at]))
            {
                (at, token) = (at + 1, token + 1);
            }
            else if (resumeToken >= 0)
            {
                (at, token) = (++resumeText, resumeToken);
            }
            else
            {
                return false;
            }
        }

        while (token < pattern.Length && pattern[token].Kind == TokenKind.Run)
        {
            token++;
        }

        return token == pattern.Length;
    }

    private static bool TryReadElement(string text, out ImmutableArray<Token> tokens)
    {
        tokens = [];
        var builder = ImmutableArray.CreateBuilder<Token>();
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '*':
                    builder.Add(new Token(TokenKind.Run));
                    break;
                case '?':
                    builder.Add(new Token(TokenKind.Any));
                    break;
                case '[':
                    if (!TryReadClass(text, ref at, out var characters))
                    {
                        return false;
                    }

                    builder.Add(characters);
                    break;
                case '\\' when at + 1 == text.Length:
                    return false;
                case '\\':
                    builder.Add(Token.Of(text[++at]));
                    break;
                default:
                    builder.Add(Token.Of(text[at]));
                    break;
            }
        }

        tokens = builder.DrainToImmutable();
        return tokens.Length > 0;
    }

    /// <summary>Reads <c>[a-z_]</c> or <c>[^a]</c>; at the end <paramref name="at"/> stands on the closing bracket.</summary>
    private static bool TryReadClass(string text, ref int at, out Token token)
    {
        var ranges = ImmutableArray.CreateBuilder<(char From, char To)>();
        var negated = at + 1 < text.Length && text[at + 1] == '^';
        token = default;
        at += negated ? 2 : 1;
        while (at < text.Length && (text[at] != ']' || ranges.Count == 0))
        {
            if (!TryReadCharacter(text, ref at, out var from))
            {
                return false;
            }

            var to = from;
            if (at < text.Length && text[at] == '-')
            {
                at++;
                if (!TryReadCharacter(text, ref at, out to))
                {
                    return false;
                }
            }

            ranges.Add((from, to));
        }

        token = new Token(TokenKind.Class, negated, ranges.DrainToImmutable());
        return at < text.Length;
    }

    /// <summary>Reads one character of a class; a dash or a closing bracket must be escaped there.</summary>
    private static bool TryReadCharacter(string text, ref int at, out char character)
    {
        character = '\0';
        if (at < text.Length && (text[at] is '-' or ']'))
        {
            return false;
        }

        at += at < text.Length && text[at] == '\\' ? 1 : 0;
        if (at >= text.Length)
        {
            return false;
        }

        character = text[at++];
        return true;
    }

    private enum TokenKind
    {
        Run,
        Any,
        Class,
    }

    private readonly record struct Token(TokenKind Kind, bool Negated = false, ImmutableArray<(char From, char To)> Ranges = default)
    {
        public static Token Of(char character) => new(TokenKind.Class, false, [(character, character)]);

        public bool Takes(char character)
        {
            if (Kind == TokenKind.Any)
            {
                return true;
            }

            foreach (var (from, to) in Ranges)
            {
                if (character >= from && character <= to)
                {
                    return !Negated;
                }
            }

            return Negated;
        }
    }
}
