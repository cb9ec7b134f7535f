using System.Text;
using Gateway.Certificates;

namespace Gateway.Cli;

/// <summary>
/// A file that holds a token and nothing else: a token is never an argument, since every user of a machine can read those.
/// </summary>
internal static class TokenFile
{
    /// <summary>The token.</summary>
    /// <exception cref="CommandException">The file cannot be read, or holds none.</exception>
    public static string Read(string file)
    {
        var content = CertificateFile.Read(file) ?? throw new CommandException(CertificateFile.Unreadable(file));
        return Encoding.UTF8.GetString(content).Trim() is { Length: > 0 } token && !token.AsSpan().ContainsAny('\r', '\n')
            ? token
            : throw new CommandException($"'{file}' must hold a token in one line and nothing else.");
    }
}
