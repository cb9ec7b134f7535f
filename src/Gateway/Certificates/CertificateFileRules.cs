using Gateway.Configuration;

namespace Gateway.Certificates;

/// <summary>Files of roots and revocation lists hold what they are named for.</summary>
internal static class CertificateFileRules
{
    /// <summary>The faults of <c>TrustedRoots</c>.</summary>
    /// <param name="path">The configuration path of the section.</param>
    /// <param name="files">The files.</param>
    public static IEnumerable<ConfigurationFault> Roots(string path, List<string> files) => Check(
        $"{path}:TrustedRoots",
        files,
        (file, bytes) => CertificateFile.ReadAll(bytes, password: null) is null
            ? $"'{file}' holds no certificate; name a PEM file with roots."
            : null);

    /// <summary>The faults of <c>RevocationLists</c>.</summary>
    /// <param name="path">The configuration path of the section.</param>
    /// <param name="files">The files.</param>
    public static IEnumerable<ConfigurationFault> RevocationLists(string path, List<string> files) => Check(
        $"{path}:RevocationLists",
        files,
        (file, bytes) => RevocationList.Read(bytes) is null
            ? $"'{file}' is no certificate revocation list that can be used; name a complete one of the authority itself, PEM or DER."
            : null);

    private static IEnumerable<ConfigurationFault> Check(string path, List<string> files, Func<string, byte[], string?> faultOf)
    {
        foreach (var (index, file) in files.Index())
        {
            if ((CertificateFile.Read(file) is { } bytes ? faultOf(file, bytes) : CertificateFile.Unreadable(file)) is { } fault)
            {
                yield return new ConfigurationFault($"{path}:{index}", fault);
            }
        }
    }
}
