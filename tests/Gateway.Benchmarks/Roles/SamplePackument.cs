using System.Globalization;
using System.Text;

namespace Gateway.Benchmarks.Roles;

/// <summary>A packument of about a given length, in the proportions of those that large packages have.</summary>
internal static class SamplePackument
{
    private static readonly string Dependencies =
        string.Join(',', Enumerable.Range(0, 40).Select(index => $"\"dependency-{index}\":\"^{index}.1.2\""));

    private static readonly string Description = new('d', 900);

    /// <summary>Makes it.</summary>
    /// <param name="name">The package.</param>
    /// <param name="length">At least how long it is, in bytes; one version more than that.</param>
    /// <param name="registry">The URL below which the package lies, as its tarballs have it.</param>
    public static byte[] Of(string name, long length, string registry)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{{\"name\":\"{name}\",\"versions\":{{");
        for (var version = 0; text.Length < length; version++)
        {
            text.Append(version == 0 ? "" : ",")
                .Append(CultureInfo.InvariantCulture, $"\"1.{version}.0\":{{\"name\":\"{name}\",\"version\":\"1.{version}.0\",")
                .Append(CultureInfo.InvariantCulture, $"\"dependencies\":{{{Dependencies}}},\"description\":\"{Description}\",")
                .Append(CultureInfo.InvariantCulture, $"\"dist\":{{\"integrity\":\"sha512-{new string('A', 86)}==\",\"tarball\":")
                .Append(CultureInfo.InvariantCulture, $"\"{registry}/{name}/-/{name}-1.{version}.0.tgz\"}}}}");
        }

        return Encoding.UTF8.GetBytes(text.Append("}}").ToString());
    }
}
