using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Gateway.Configuration.Form;

/// <summary>
/// Reads a section into its options class in one walk that also finds every fault of form: what is accepted is what is bound.
/// The library's binder stops at the first fault, appends a written list to the default one, and makes nothing of an empty object.
/// </summary>
/// <param name="faults">Receives the faults; a value with a fault stays at its default.</param>
internal sealed class SectionReader(List<ConfigurationFault> faults)
{
    /// <summary>Reads an object of known keys.</summary>
    /// <param name="section">Where it stands; it need not exist.</param>
    /// <param name="type">The options class.</param>
    public object ReadObject(IConfigurationSection section, Type type)
    {
        var options = Activator.CreateInstance(type)!;
        var settings = ((SettingType.Section)SettingType.Of(type)).Settings;
        var faulty = new HashSet<PropertyInfo>();
        foreach (var child in section.GetChildren())
        {
            if (!settings.TryGetValue(child.Key, out var property))
            {
                Fault(child.Path, UnknownKey(child.Key, settings.Keys));
            }
            else if (TryRead(child, property.PropertyType, out var value))
            {
                Assign(options, property, value);
            }
            else
            {
                faulty.Add(property);
            }
        }

        foreach (var property in settings.Values.Where(property => !faulty.Contains(property)))
        {
            CheckAttributes(section.Path, options, property);
        }

        return options;
    }

    private bool TryRead(IConfigurationSection section, Type type, out object? value)
    {
        var known = faults.Count;
        var children = section.GetChildren().ToList();
        value = SettingType.Of(type) switch
        {
            SettingType.Scalar scalar => ReadScalar(section, scalar.Form, children.Count),
            _ when children.Count == 0 && !string.IsNullOrEmpty(section.Value) => WrongShape(section, type),
            SettingType.Sequence sequence => ReadSequence(section, children, sequence.Element),
            SettingType.Map map => ReadMap(children, map),
            _ => ReadObject(section, Nullable.GetUnderlyingType(type) ?? type),
        };

        // A fault inside an object leaves the rest of the object readable; one of a single value leaves nothing.
        return value is not null || faults.Count == known;
    }

    private object? ReadScalar(IConfigurationSection section, ScalarForm form, int children)
    {
        if (children > 0)
        {
            Fault(section.Path, $"An object or a list stands here; it must be {form.Expected}.");
            return null;
        }

        var value = section.Value is null ? null : form.Convert(section.Value);
        if (section.Value is not null && value is null)
        {
            Fault(section.Path, $"{ShownValue.Of(section.Path, section.Value)} is not right here; it must be {form.Expected}.");
        }

        return value;
    }

    private IList ReadSequence(IConfigurationSection section, List<IConfigurationSection> children, Type element)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        foreach (var child in children)
        {
            if (!int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                Fault(child.Path, $"'{child.Key}' is a key, but {section.Key} is a list; write the values in square brackets.");
            }
            else if (child.Value is null && ScalarForm.Of(element) is not null && !child.GetChildren().Any())
            {
                Fault(child.Path, "null stands in a list; write a value or take it out.");
            }
            else if (TryRead(child, element, out var value))
            {
                list.Add(value);
            }
        }

        return list;
    }

    private IDictionary ReadMap(List<IConfigurationSection> children, SettingType.Map map)
    {
        var type = typeof(Dictionary<,>).MakeGenericType(map.Key, map.Element);
        object?[] comparer = map.Key == typeof(string) ? [StringComparer.OrdinalIgnoreCase] : [];
        var entries = (IDictionary)Activator.CreateInstance(type, comparer)!;
        var keyForm = ScalarForm.Of(map.Key)!;
        foreach (var child in children)
        {
            if (keyForm.Convert(child.Key) is not { } key)
            {
                Fault(child.Path, $"The key '{child.Key}' is not right here; it must be {keyForm.Expected}.");
            }
            else if (TryRead(child, map.Element, out var value) && value is not null)
            {
                entries[key] = value;
            }
        }

        return entries;
    }

    private object? WrongShape(IConfigurationSection section, Type type)
    {
        // The value is not shown: where an object belongs, a single value is as likely as not a secret.
        Fault(section.Path, SettingType.Of(type) is SettingType.Sequence
            ? "A single value stands here; it must be a list, even for one value: write it in square brackets."
            : "A single value stands here; it must be an object: write its settings in braces.");
        return null;
    }

    private static void Assign(object options, PropertyInfo property, object? value)
    {
        // null means "not said", except where the option itself knows null. YARP's flags are read for their faults only.
        var type = property.PropertyType;
        if (value is null ? Nullable.GetUnderlyingType(type) is not null : type.IsInstanceOfType(value))
        {
            property.SetValue(options, value);
        }
        else if (value is null && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable)
        {
            property.SetValue(options, null);
        }
    }

    private void CheckAttributes(string path, object options, PropertyInfo property)
    {
        var value = property.GetValue(options);
        foreach (var attribute in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)))
        {
            var at = ConfigurationPath.Of(path, property.Name);
            Fault(at, attribute is RangeAttribute range
                ? $"{ShownValue.Of(at, Text(value))} is out of range; it must be from {Text(range.Minimum)} to {Text(range.Maximum)}."
                : attribute.FormatErrorMessage(property.Name));
        }
    }

    private static string UnknownKey(string key, IEnumerable<string> names) =>
        NameSuggestion.For(key, names) is { } meant
            ? $"'{key}' is not a setting; did you mean '{meant}'?"
            : $"'{key}' is not a setting; the settings here are {string.Join(", ", names.Order(StringComparer.Ordinal))}.";

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private void Fault(string path, string message) => faults.Add(new ConfigurationFault(path, message));
}
