using System.Text.Encodings.Web;

namespace Gateway.Registries.Go;

/// <summary>
/// The answer to <c>?go-get=1</c>: a page whose <c>go-import</c> tag of kind <c>mod</c> says that the module is to be had from a module
/// proxy, here the gateway (go.dev/ref/mod#vcs-find).
/// </summary>
internal static class GoGetPage
{
    /// <summary>The media type of the page.</summary>
    public const string ContentType = "text/html; charset=utf-8";

    /// <summary>Makes the page.</summary>
    /// <param name="modulePath">The module path, which begins the import path that was asked for.</param>
    /// <param name="publicBase">Scheme, host and mount of the Go repository, without a slash at the end.</param>
    public static string Of(string modulePath, string publicBase)
    {
        var content = HtmlEncoder.Default.Encode($"{modulePath} mod {publicBase}");
        return $"<!DOCTYPE html>\n<html><head><meta name=\"go-import\" content=\"{content}\"></head></html>\n";
    }
}
