using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Gateway.TestKit.Upstream;

namespace Gateway.ClientTests.Through;

/// <summary>The documents by which an npm registry serves a package of one file, and tells its advisories.</summary>
internal static class NpmPackageFiles
{
    private static readonly (string, string) Json = ("Content-Type", "application/json");

    /// <summary>Has an upstream serve a version of a package.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="name">The package.</param>
    /// <param name="version">Its only version.</param>
    /// <param name="key">Signs the version as a registry does; null leaves it unsigned.</param>
    public static void ServePackage(this FakeUpstream upstream, string name, string version, ECDsa? key = null)
    {
        var tarball = Tarball(name, version);
        var integrity = $"sha512-{Convert.ToBase64String(SHA512.HashData(tarball))}";
        var signatures = key is null ? "" : $$"""
            , "signatures": [ { "keyid": "{{KeyId(key)}}", "sig": "{{Sign(key, $"{name}@{version}:{integrity}")}}" } ]
            """;
        upstream.On($"/{name}/-/{name}-{version}.tgz", Reply.With(200, tarball, ("Content-Type", "application/octet-stream")));
        upstream.On($"/{name}", Reply.With(200, $$"""
            {
              "name": "{{name}}", "dist-tags": { "latest": "{{version}}" },
              "versions": {
                "{{version}}": {
                  "name": "{{name}}", "version": "{{version}}",
                  "dist": {
                    "tarball": "{{upstream.Address}}{{name}}/-/{{name}}-{{version}}.tgz", "integrity": "{{integrity}}"{{signatures}}
                  }
                }
              }
            }
            """, Json));
    }

    /// <summary>Has an upstream say by which key it signs.</summary>
    public static void ServeKeys(this FakeUpstream upstream, ECDsa key) => upstream.On("/-/npm/v1/keys", Reply.With(200, $$"""
        {
          "keys": [
            {
              "expires": null, "keyid": "{{KeyId(key)}}", "keytype": "ecdsa-sha2-nistp256", "scheme": "ecdsa-sha2-nistp256",
              "key": "{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}"
            }
          ]
        }
        """, Json));

    /// <summary>Has an upstream know of one flaw, in every way in which clients ask.</summary>
    public static void ServeAdvisory(this FakeUpstream upstream, string package)
    {
        upstream.On("/-/npm/v1/security/advisories/bulk", Reply.With(200, $$"""
            {
              "{{package}}": [
                {
                  "id": 4711, "url": "https://advisories.example/4711", "title": "Leans to the left", "severity": "high",
                  "vulnerable_versions": "<2.0.0", "cwe": [], "cvss": { "score": 7, "vectorString": null }
                }
              ]
            }
            """, Json));
        var tree = Reply.With(200, $$"""
            {
              "actions": [], "muted": [],
              "advisories": {
                "4711": {
                  "id": 4711, "url": "https://advisories.example/4711", "title": "Leans to the left", "severity": "high",
                  "module_name": "{{package}}", "vulnerable_versions": "<2.0.0", "patched_versions": ">=2.0.0", "overview": "",
                  "recommendation": "", "references": "", "cves": [], "cwe": "", "access": "public",
                  "findings": [ { "version": "1.0.0", "paths": [ "{{package}}" ], "dev": false, "optional": false, "bundled": false } ]
                }
              },
              "metadata": {
                "vulnerabilities": { "info": 0, "low": 0, "moderate": 0, "high": 1, "critical": 0 },
                "dependencies": 1, "devDependencies": 0, "optionalDependencies": 0, "totalDependencies": 1
              }
            }
            """, Json);
        upstream.On("/-/npm/v1/security/audits", tree);
        upstream.On("/-/npm/v1/security/audits/quick", tree);
    }

    private static string KeyId(ECDsa key) =>
        $"SHA256:{Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo())).TrimEnd('=')}";

    private static string Sign(ECDsa key, string text) => Convert.ToBase64String(
        key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    private static byte[] Tarball(string name, string version)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            Write(tar, "package/package.json", $$"""{ "name": "{{name}}", "version": "{{version}}" }""");
            Write(tar, "package/index.js", $"module.exports = '{name}@{version}';\n");
        }

        return bytes.ToArray();
    }

    private static void Write(TarWriter tar, string name, string content) => tar.WriteEntry(
        new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
}
