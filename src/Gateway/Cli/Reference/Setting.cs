using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Gateway.Configuration;
using Gateway.Configuration.Form;

namespace Gateway.Cli.Reference;

/// <summary>One setting that a user can write, as the reference shows it.</summary>
/// <param name="Path">Its path below <c>Gateway</c>, names of the user's own in braces.</param>
/// <param name="Kind">How its value is written, with its range.</param>
/// <param name="Default">What holds when nothing is written.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record Setting(string Path, string Kind, string Default, string Meaning)
{
    /// <summary>Every setting of an options class, in the order of the code.</summary>
    public static IEnumerable<Setting> Of(Type options, XmlDescriptions descriptions) =>
        Below("", options, Activator.CreateInstance(options)!, descriptions);

    /// <summary>The range of an option as texts, when it has one.</summary>
    public static (string Least, string Most)? RangeOf(PropertyInfo property) =>
        property.GetCustomAttribute<RangeAttribute>() is { } range ? (Text(range.Minimum), Text(range.Maximum)) : null;

    /// <summary>A value as it is written in a settings file, without quotes; null when there is none.</summary>
    public static string? Written(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        IEnumerable list and not string => $"[{string.Join(", ", list.Cast<object>().Select(Written))}]",
        _ => Text(value),
    };

    private static IEnumerable<Setting> Below(string path, Type type, object instance, XmlDescriptions descriptions) =>
        ((SettingType.Section)SettingType.Of(type)).Settings.Values.SelectMany(property =>
            Of($"{path}{property.Name}", property, property.GetValue(instance), descriptions));

    private static IEnumerable<Setting> Of(string path, PropertyInfo property, object? value, XmlDescriptions descriptions)
    {
        var (inner, below) = SettingType.Of(property.PropertyType) switch
        {
            SettingType.Section => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, path),
            SettingType.Map { Element: var element } map when SettingType.Of(element) is SettingType.Section =>
                (element, $"{path}:{{{Name(map)}}}"),
            SettingType.Sequence { Element: var element } when SettingType.Of(element) is SettingType.Section => (element, $"{path}:{{n}}"),
            _ => (null, path),
        };
        if (inner is not null)
        {
            var instance = inner.IsInstanceOfType(value) ? value! : Activator.CreateInstance(inner)!;
            return Below($"{below}:", inner, instance, descriptions);
        }

        var shown = SettingType.Of(property.PropertyType) is SettingType.Map scalars ? $"{path}:{{{Name(scalars)}}}" : path;
        return [new Setting(shown, KindOf(property), DefaultOf(value), descriptions.Of(property))];
    }

    private static string Name(SettingType.Map map) => map.Key == typeof(int) ? "status" : "name";

    private static string DefaultOf(object? value) => value switch
    {
        IDictionary => "none",
        string { Length: 0 } => "none",
        _ => Written(value) is { } text ? $"`{text}`" : "none",
    };

    private static string KindOf(PropertyInfo property)
    {
        var kind = SettingType.Of(property.PropertyType) switch
        {
            SettingType.Sequence { Element.IsEnum: true } words => $"list of {WordOf(words.Element)}",
            SettingType.Sequence sequence => $"list of {WordOf(sequence.Element)}s",
            SettingType.Map map => WordOf(map.Element),
            _ => WordOf(property.PropertyType),
        };
        return RangeOf(property) is { } range ? $"{kind}, `{range.Least}` to `{range.Most}`" : kind;
    }

    private static string WordOf(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        return type switch
        {
            _ when type == typeof(bool) => "`true`, `false`",
            _ when type == typeof(int) || type == typeof(long) => "whole number",
            _ when type == typeof(double) => "number",
            _ when type == typeof(TimeSpan) => "duration",
            _ when type == typeof(ByteSize) => "size",
            { IsEnum: true } => string.Join(", ", Enum.GetNames(type).Select(name => $"`{name}`")),
            _ => "text",
        };
    }

    private static string Text(object value) => value is TimeSpan duration
        ? duration.ToString("c", CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
