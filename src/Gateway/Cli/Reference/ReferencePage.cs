using System.Text;
using Gateway.Configuration;
using Gateway.Configuration.Form;
using ConfigurationPath = Gateway.Configuration.ConfigurationPath;

namespace Gateway.Cli.Reference;

/// <summary>The part of <c>docs/configuration.md</c> that is made from the options: a table for each key below <c>Gateway</c>.</summary>
internal static class ReferencePage
{
    /// <summary>The line before the generated part.</summary>
    public const string Begin = "<!-- Made from the options by 'gateway config update'; do not edit. -->";

    /// <summary>The line after it.</summary>
    public const string End = "<!-- End of what is made from the options. -->";

    /// <summary>The tables.</summary>
    public static string Tables(XmlDescriptions descriptions)
    {
        var page = new StringBuilder();
        foreach (var property in ((SettingType.Section)SettingType.Of(typeof(GatewayOptions))).Settings.Values)
        {
            var settings = Setting.Of(typeof(GatewayOptions), descriptions)
                .Where(setting => ConfigurationPath.IsAtOrBelow(setting.Path, property.Name));
            page.Append('\n').Append($"### Gateway:{property.Name}\n\n{descriptions.Of(property)}\n\n");
            page.Append("| setting | kind | default | means |\n|---|---|---|---|\n");
            foreach (var setting in settings)
            {
                var shown = setting.Path.Length == property.Name.Length ? setting.Path : setting.Path[(property.Name.Length + 1)..];
                page.Append($"| `{shown}` | {setting.Kind} | {setting.Default} | "
                    + $"{setting.Meaning.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            }
        }

        return page.Append('\n').ToString();
    }

    /// <summary>A page with its generated part made anew.</summary>
    /// <exception cref="CommandException">The page has no such part.</exception>
    public static string Renew(string page, XmlDescriptions descriptions)
    {
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        return begin >= 0 && end > begin
            ? $"{page[..(begin + Begin.Length)]}\n{Tables(descriptions)}{page[end..]}"
            : throw new CommandException($"The page lacks the lines '{Begin}' and '{End}' between which the tables stand.");
    }
}
