using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Registries.Npm;

/// <summary>
/// The two forms of a packument. In one of two words all spellings of <c>Accept</c> come together, so that a document is asked for, and
/// stored, once for each form and not for each client.
/// </summary>
internal static class PackumentForm
{
    /// <summary>What npm itself sends to install: registries that do not know the abbreviated form may give the full one.</summary>
    public const string Abbreviated = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*";

    /// <summary>The full form, which every registry has.</summary>
    public const string Full = "application/json";

    private const string AbbreviatedType = "application/vnd.npm.install-v1+json";

    /// <summary>The form that a client wants most: the abbreviated one only where it is named (RFC 9110 §12.5.1).</summary>
    public static string ChosenFor(StringValues accept)
    {
        double abbreviated = 0;
        double full = 0;
        if (MediaTypeHeaderValue.TryParseList([.. accept.OfType<string>()], out var types))
        {
            foreach (var type in types)
            {
                var weight = type.Quality ?? 1;
                if (type.MediaType.Equals(AbbreviatedType, StringComparison.OrdinalIgnoreCase))
                {
                    abbreviated = Math.Max(abbreviated, weight);
                }
                else if (type.MediaType.Equals(Full, StringComparison.OrdinalIgnoreCase))
                {
                    full = Math.Max(full, weight);
                }
            }
        }

        return abbreviated > 0 && abbreviated >= full ? Abbreviated : Full;
    }
}
