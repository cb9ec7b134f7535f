using System.Collections.Immutable;
using Gateway.Errors;
using Gateway.Security.Grants;

namespace Gateway.Security.Identities;

/// <summary>Who asks. Closed: one of the nested records.</summary>
internal abstract record ClientIdentity
{
    private ClientIdentity()
    {
    }

    /// <summary>Somebody who showed no credential.</summary>
    public sealed record Anonymous : ClientIdentity
    {
        /// <summary>The only one.</summary>
        public static readonly Anonymous Instance = new();
    }

    /// <summary>Somebody who proved who they are.</summary>
    /// <param name="Name">The token's or the certificate's name, fit for a log line.</param>
    /// <param name="Roles">The roles.</param>
    /// <param name="ByToken">Whether by a token in <c>Authorization</c>, and otherwise by a client certificate.</param>
    public sealed record Known(string Name, ImmutableArray<Role> Roles, bool ByToken) : ClientIdentity;

    /// <summary>Somebody whose credential does not hold.</summary>
    /// <param name="Code">Why.</param>
    /// <param name="Detail">Why, for the client to read.</param>
    public sealed record Refused(ErrorCode Code, string Detail) : ClientIdentity;
}
