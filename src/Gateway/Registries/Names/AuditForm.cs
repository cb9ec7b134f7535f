namespace Gateway.Registries.Names;

/// <summary>The forms in which npm clients send what they have installed.</summary>
internal enum AuditForm
{
    /// <summary><c>/-/npm/v1/security/advisories/bulk</c>: <c>{"NAME":["VERSION"]}</c>.</summary>
    Bulk,

    /// <summary><c>/-/npm/v1/security/audits[/quick]</c>: a tree of <c>requires</c> and <c>dependencies</c>, like a lock file.</summary>
    Tree,
}
