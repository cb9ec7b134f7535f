using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Errors;

namespace Gateway.Registries.Names;

/// <summary>
/// Decides for one mounted repository who may hear of a request: everybody, or only upstreams that are marked private. Pure; compiled
/// once, so that a request costs no more than matching its name.
/// </summary>
internal sealed class PrivateNameGuard
{
    /// <summary>A guard of a repository without private names.</summary>
    public static readonly PrivateNameGuard None = new(PrivateNames.Compile(RepositoryFormat.Generic, []), [], [], false);

    /// <summary>How often escapes are undone: a server behind a server behind a server does it three times.</summary>
    private const int MostEscapes = 3;

    private readonly ImmutableArray<UpstreamLimit> _limits;
    private readonly bool _hasPublicUpstream;

    private PrivateNameGuard(
        PrivateNames names, ImmutableArray<UpstreamLimit> limits, ImmutableArray<string> trusted, bool hasPublicUpstream)
    {
        Names = names;
        _limits = limits;
        Trusted = trusted;
        _hasPublicUpstream = hasPublicUpstream;
    }

    /// <summary>The repository's private names.</summary>
    public PrivateNames Names { get; }

    /// <summary>The upstreams that may hear private names, in their order.</summary>
    public ImmutableArray<string> Trusted { get; }

    /// <summary>Whether an upstream may hear no private name, so that they are taken out of the bodies it gets.</summary>
    public bool ScreensBodies => _hasPublicUpstream;

    /// <summary>Compiles the guard of a repository.</summary>
    /// <param name="mount">The repository.</param>
    /// <param name="isPrivate">Whether an upstream may hear private names.</param>
    public static PrivateNameGuard Compile(MountedRepository mount, Func<string, bool> isPrivate)
    {
        var names = PrivateNames.Compile(mount.Options.Format, mount.Options.Private);
        if (names.IsEmpty)
        {
            return None;
        }

        ImmutableArray<string> trusted = [.. mount.Upstreams.Where(isPrivate)];
        return new PrivateNameGuard(
            names,
            [.. Enum.GetValues<NameChannel>().Select(channel => LimitOf(mount, trusted, channel))],
            trusted,
            trusted.Length < mount.Upstreams.Length);
    }

    /// <summary>
    /// Whether the value of a field that goes along with a request for another, public name would tell a private one: npm sends
    /// <c>npm-scope</c> with the scope of the project that it works in.
    /// </summary>
    /// <param name="value">The value; empty when the field is absent.</param>
    public bool Hides(string value) =>
        _hasPublicUpstream && value.Length > 0 && Names.AreMentionedIn(WordsOf(value));

    /// <summary>The limit of a request; null when every upstream of the repository may hear of it.</summary>
    public UpstreamLimit? LimitOf(RequestMeaning meaning) =>
        Names.IsEmpty ? null
        : LimitOfName(meaning) ?? (MentionsBesides(meaning) ? LimitOf(NameChannel.Unknown) : null);

    private UpstreamLimit? LimitOfName(RequestMeaning meaning)
    {
        if (meaning.Package is { } package)
        {
            return Names.Matches(package) ? LimitOf(NameChannels.Of(meaning.Kind)) : LimitOfText(meaning);
        }

        return meaning.Kind switch
        {
            RequestKind.Search or RequestKind.Account => LimitOfText(meaning),

            // NuGet's push names its package in the body only; an unknown path could name one anywhere.
            RequestKind.Publish or RequestKind.Unpublish or RequestKind.Unknown => LimitOf(NameChannels.Of(meaning.Kind)),
            _ => null,
        };
    }

    /// <summary>The limit of a request whose private name stands in that place.</summary>
    public UpstreamLimit LimitOf(NameChannel channel) => _limits[(int)channel];

    private UpstreamLimit? LimitOfText(RequestMeaning meaning) => meaning.Kind switch
    {
        RequestKind.Search when meaning.SearchText is { } text && Names.AreMentionedIn(text) => LimitOf(NameChannel.Search),

        // Users, passwords and tokens are the private registry's: they go where the client's credential goes.
        RequestKind.Account when meaning.Package is null && !Trusted.IsEmpty => LimitOf(NameChannel.Account),

        // Teams and organizations are scopes: /-/team/corp/developers, /-/org/corp/package.
        RequestKind.Account when meaning.Package is null && Names.AreMentionedIn(WordsOf(meaning.CanonicalTarget)) =>
            LimitOf(NameChannel.Account),
        _ => null,
    };

    /// <summary>
    /// Whether a request for something public has a private name in its query, or in a path of which nobody can say what it means. No
    /// client sends that of itself; somebody who does must not learn in this way what the house has.
    /// </summary>
    private bool MentionsBesides(RequestMeaning meaning)
    {
        var target = meaning.CanonicalTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        if (meaning.Kind != RequestKind.Unknown && query < 0)
        {
            return false;
        }

        var text = meaning.Kind == RequestKind.Unknown ? target : target[query..];
        for (var times = 0; times < MostEscapes && text.Contains('%', StringComparison.Ordinal); times++)
        {
            text = Uri.UnescapeDataString(text);
        }

        text = text.Replace('?', ' ').Replace('=', ' ').Replace('&', ' ');
        return Names.AreMentionedIn(text) || Names.AreMentionedIn(text.Replace('/', ' '));
    }

    private static string WordsOf(string target) => Uri.UnescapeDataString(target).Replace('/', ' ').Replace('?', ' ').Replace('=', ' ');

    private static UpstreamLimit LimitOf(MountedRepository mount, ImmutableArray<string> trusted, NameChannel channel)
    {
        // No public database has a private module, and a private upstream would only ask that database.
        var upstreams = channel == NameChannel.Checksum ? [] : trusted;
        var detail = ReasonOf(mount, upstreams, channel);
        return new UpstreamLimit(
            upstreams,
            NameChannels.WordOf(channel),
            new GatewayError(ErrorCode.PrivateName, detail),
            RefusesAbsence: mount.Options.Format == RepositoryFormat.Go);
    }

    private static string ReasonOf(MountedRepository mount, ImmutableArray<string> upstreams, NameChannel channel) =>
        (channel, upstreams.IsEmpty) switch
        {
            (NameChannel.Checksum, _) => "The module is private, and no checksum database is asked about it. "
                + "Set GONOSUMDB to the same patterns, so that go does not ask.",
            (NameChannel.Publish, true) => $"What is published may be private, and no upstream of {mount.Name} in "
                + $"{mount.EnvironmentName} is marked private. Mark the one that takes it with Gateway:Upstreams:ID:Private.",
            (NameChannel.Unknown, true) => $"The path is not one of the format and could carry a private name, and no upstream of "
                + $"{mount.Name} in {mount.EnvironmentName} is marked private.",
            (_, true) => $"The name is private in {mount.Name}, and none of its upstreams in {mount.EnvironmentName} is marked private, "
                + "so that nobody may be asked. Mark the one that has it with Gateway:Upstreams:ID:Private.",
            _ => $"The name is private in {mount.Name}, and {string.Join(", ", upstreams)} has it not. Nobody else is asked. "
                + "Check the spelling; ask for the module and not for a package in it (go get MODULE@VERSION).",
        };
}
