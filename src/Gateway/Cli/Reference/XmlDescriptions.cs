using System.Reflection;
using System.Xml;
using System.Xml.Linq;

namespace Gateway.Cli.Reference;

/// <summary>
/// What the XML documentation of the program says about its options: the same words in the code, the page and the schema.
/// </summary>
internal sealed class XmlDescriptions
{
    private readonly Dictionary<string, XElement> _members;

    private XmlDescriptions(Dictionary<string, XElement> members) => _members = members;

    /// <summary>Those of this program; the compiler writes them beside it.</summary>
    /// <exception cref="CommandException">They were not shipped.</exception>
    public static XmlDescriptions OfThisProgram()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "gateway.xml");
        try
        {
            return new XmlDescriptions(XDocument.Load(path).Descendants("member")
                .ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or XmlException)
        {
            throw new CommandException($"The documentation of the settings, '{path}', cannot be read; it is shipped with the "
                + "program.", exception);
        }
    }

    /// <summary>The summary of an option in one line of Markdown; empty when it has none.</summary>
    public string Of(PropertyInfo property) => Of($"P:{property.DeclaringType!.FullName}.{property.Name}");

    /// <summary>The summary of a type in one line of Markdown; empty when it has none.</summary>
    public string Of(Type type) => Of($"T:{type.FullName}");

    private string Of(string member) =>
        _members.TryGetValue(member.Replace('+', '.'), out var found) && found.Element("summary") is { } summary
            ? string.Join(' ', Text(summary).Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
            : "";

    private static string Text(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" or "paramref" } reference => $"`{Referred(reference)}`",
        XElement other => Text(other),
        _ => "",
    }));

    private static string Referred(XElement reference) =>
        ((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("langword") ?? (string?)reference.Attribute("name") ?? "")
        .Split('.', ':')[^1];
}
