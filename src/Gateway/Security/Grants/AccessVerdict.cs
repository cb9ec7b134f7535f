using System.Collections.Immutable;
using Gateway.Errors;

namespace Gateway.Security.Grants;

/// <summary>Whether a request may go on. Closed: one of the nested records.</summary>
internal abstract record AccessVerdict
{
    private AccessVerdict()
    {
    }

    /// <summary>It may.</summary>
    /// <param name="Role">The role that grants it; null where the policy has no roles, or where anybody may.</param>
    public sealed record Granted(string? Role) : AccessVerdict;

    /// <summary>It may not.</summary>
    /// <param name="Code">The reason.</param>
    /// <param name="Detail">What happened, for anybody to read.</param>
    /// <param name="MissingRoles">The roles that would grant it; for the log, and for those whose policy shows details.</param>
    public sealed record Refused(ErrorCode Code, string Detail, ImmutableArray<string> MissingRoles) : AccessVerdict;
}
