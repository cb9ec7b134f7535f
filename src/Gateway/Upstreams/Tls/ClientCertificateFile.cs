using Gateway.Certificates;
using Gateway.Configuration;

namespace Gateway.Upstreams.Tls;

/// <summary>Where the gateway's own certificate towards an upstream is.</summary>
internal static class ClientCertificateFile
{
    /// <summary>
    /// The files: the key is in the certificate's file, or in one of the same name that ends in <c>.key</c>, as
    /// <c>gateway certs client</c> and Kubernetes write them.
    /// </summary>
    /// <param name="path">The certificate's file.</param>
    public static CertificateOptions FilesOf(string path)
    {
        var beside = Path.ChangeExtension(path, ".key");
        var isApart = beside != path && File.Exists(beside)
            && CertificateFile.Read(path) is { } content && PemText.IsPem(content) && !PemText.HoldsKey(content);
        return new CertificateOptions { Path = path, KeyPath = isApart ? beside : null };
    }
}
