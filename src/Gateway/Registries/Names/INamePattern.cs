namespace Gateway.Registries.Names;

/// <summary>
/// One pattern of a repository's <c>Private</c> list, compiled. Matching takes time linear in name times pattern, whatever they hold.
/// </summary>
internal interface INamePattern
{
    /// <summary>Whether the name is one of those meant.</summary>
    /// <param name="name">An unescaped, canonical name.</param>
    bool Matches(string name);
}
