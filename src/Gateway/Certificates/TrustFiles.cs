using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration;

namespace Gateway.Certificates;

/// <summary>Reads roots and revocation lists.</summary>
internal static class TrustFiles
{
    /// <summary>The roots in some files.</summary>
    /// <exception cref="InvalidDataException">A file holds none.</exception>
    public static X509Certificate2Collection Roots(IEnumerable<string> files)
    {
        var roots = new X509Certificate2Collection();
        foreach (var file in files)
        {
            roots.AddRange(CertificateFile.Read(file) is { } bytes && CertificateFile.ReadAll(bytes, password: null) is { } found
                ? found.ToArray()
                : throw new InvalidDataException($"'{file}' holds no certificate that can be read."));
        }

        return roots;
    }

    /// <summary>The revocation lists in some files.</summary>
    /// <exception cref="InvalidDataException">A file holds none.</exception>
    public static ImmutableArray<RevocationList> Lists(IEnumerable<string> files) =>
    [
        .. files.Select(file => CertificateFile.Read(file) is { } bytes && RevocationList.Read(bytes) is { } list
            ? list
            : throw new InvalidDataException($"'{file}' is no certificate revocation list that can be read.")),
    ];

    /// <summary>How the platform asks; not at all where lists are asked instead.</summary>
    /// <param name="check">What is configured.</param>
    /// <param name="hasLists">Whether lists are.</param>
    public static X509RevocationMode ModeOf(RevocationCheck check, bool hasLists) => check switch
    {
        RevocationCheck.Online => X509RevocationMode.Online,
        RevocationCheck.Offline when !hasLists => X509RevocationMode.Offline,
        _ => X509RevocationMode.NoCheck,
    };
}
