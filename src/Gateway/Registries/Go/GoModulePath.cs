using System.Buffers;

namespace Gateway.Registries.Go;

/// <summary>
/// Module paths by the rules of golang.org/x/mod/module's <c>CheckPath</c>. They are strict on purpose: the first element is a host name
/// in lower case, so no other spelling of a private host (<c>Git.Corp.example</c>, <c>git.corp.example.</c>) gets past the private
/// patterns.
/// </summary>
internal static class GoModulePath
{
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    private static readonly SearchValues<char> ElementCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    /// <summary>Whether it is a module path, unescaped.</summary>
    public static bool IsValid(string path)
    {
        var rest = path.AsSpan();
        var end = rest.IndexOf('/');
        var host = end < 0 ? rest : rest[..end];
        if (!host.Contains('.') || host[0] == '-' || host.ContainsAnyExcept(HostCharacters))
        {
            return false;
        }

        foreach (var range in rest.Split('/'))
        {
            var element = rest[range];
            if (element.IsEmpty || element[0] == '.' || element[^1] == '.' || element.ContainsAnyExcept(ElementCharacters))
            {
                return false;
            }
        }

        return true;
    }
}
