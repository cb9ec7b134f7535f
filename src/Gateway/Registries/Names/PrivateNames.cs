using System.Collections.Immutable;
using Gateway.Configuration;

namespace Gateway.Registries.Names;

/// <summary>
/// The names of a repository that no upstream may hear unless it is marked private, in the meaning that the format's own tools give to
/// such patterns. Immutable.
/// </summary>
internal sealed class PrivateNames
{
    private static readonly char[] WordEnds = [' ', '\t', '\r', '\n', ',', ';', '"', '\'', '(', ')', '+', '|'];

    private readonly RepositoryFormat _format;
    private readonly ImmutableArray<INamePattern> _patterns;

    private PrivateNames(RepositoryFormat format, ImmutableArray<INamePattern> patterns) => (_format, _patterns) = (format, patterns);

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _patterns.IsEmpty;

    /// <summary>Compiles patterns.</summary>
    /// <param name="format">The repository's format.</param>
    /// <param name="patterns">
    /// npm: names and scopes with <c>*</c>; Go: GOPRIVATE, also several with commas; NuGet: ids and prefixes with <c>*</c>.
    /// </param>
    /// <exception cref="ArgumentException">A pattern is none; <see cref="FaultOf"/> finds that out beforehand.</exception>
    public static PrivateNames Compile(RepositoryFormat format, IEnumerable<string> patterns)
    {
        var compiled = ImmutableArray.CreateBuilder<INamePattern>();
        foreach (var pattern in patterns.SelectMany(text => Parts(format, text)))
        {
            compiled.Add(Read(format, pattern, out var fault) ?? throw new ArgumentException(fault, nameof(patterns)));
        }

        return new PrivateNames(format, compiled.DrainToImmutable());
    }

    /// <summary>What is wrong with a pattern and how to write it; null when nothing is.</summary>
    public static string? FaultOf(RepositoryFormat format, string text)
    {
        var parts = Parts(format, text).ToList();
        if (parts.Count == 0)
        {
            return "An empty pattern matches nothing; write a name, or take it out.";
        }

        foreach (var part in parts)
        {
            if (Read(format, part, out var fault) is null)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>Whether a name is private.</summary>
    /// <param name="package">The unescaped, canonical name: <see cref="RequestMeaning.Package"/>.</param>
    public bool Matches(string package)
    {
        foreach (var pattern in _patterns)
        {
            if (pattern.Matches(package))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a search names a private package or scope. It is about whole words: who searches for a part of a private name tells only
    /// that part.
    /// </summary>
    /// <param name="searchText">The unescaped text: <see cref="RequestMeaning.SearchText"/>.</param>
    public bool AreMentionedIn(string searchText)
    {
        if (IsEmpty)
        {
            return false;
        }

        foreach (var word in searchText.Split(WordEnds, StringSplitOptions.RemoveEmptyEntries))
        {
            // Qualifiers: packageid:Corp.Core, scope:corp.
            var colon = word.LastIndexOf(':');
            var value = word[(colon + 1)..];
            if (Matches(value) || (_format == RepositoryFormat.Npm && (Matches($"{value}/") || Matches($"@{value}/"))))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Parts(RepositoryFormat format, string text) =>
        format == RepositoryFormat.Go
            ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : new[] { text.Trim() }.Where(static part => part.Length > 0);

    private static INamePattern? Read(RepositoryFormat format, string text, out string? fault)
    {
        switch (format)
        {
            case RepositoryFormat.Npm:
                return NameGlob.TryReadNpm(text, out var npm, out fault) ? npm : null;
            case RepositoryFormat.Go:
                return GoPattern.TryRead(text, out var go, out fault) ? go : null;
            case RepositoryFormat.NuGet:
                return NameGlob.TryReadNuGet(text, out var nuget, out fault) ? nuget : null;
            default:
                fault = $"A generic repository has no package names, so '{text}' can never match; "
                    + "take it out, or give the repository its format.";
                return null;
        }
    }
}
