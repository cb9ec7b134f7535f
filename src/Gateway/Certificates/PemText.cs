using System.Text;

namespace Gateway.Certificates;

/// <summary>PEM is text (RFC 7468): ASCII between its borders, anything outside of them.</summary>
internal static class PemText
{
    private static ReadOnlySpan<byte> Border => "-----BEGIN "u8;

    /// <summary>Whether the content has a PEM block.</summary>
    public static bool IsPem(ReadOnlySpan<byte> bytes) => bytes.IndexOf(Border) >= 0;

    /// <summary>Whether the content has a private key, also an encrypted one.</summary>
    public static bool HoldsKey(ReadOnlySpan<byte> bytes) => bytes.IndexOf("PRIVATE KEY-----"u8) >= 0;

    /// <summary>The content as text.</summary>
    public static string Of(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>The text as content.</summary>
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
