using System.Reflection;
using System.Security.Authentication;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Configuration.Form;

/// <summary>What may stand at a place of the configuration, by the type that is read there. Closed: one of the nested records.</summary>
internal abstract record SettingType
{
    private SettingType()
    {
    }

    /// <summary>One value.</summary>
    /// <param name="Form">How it is written.</param>
    public sealed record Scalar(ScalarForm Form) : SettingType;

    /// <summary>A list.</summary>
    /// <param name="Element">The type of its elements.</param>
    public sealed record Sequence(Type Element) : SettingType;

    /// <summary>An object whose keys are names that the user chooses.</summary>
    /// <param name="Key">The type of the names.</param>
    /// <param name="Element">The type of the values.</param>
    public sealed record Map(Type Key, Type Element) : SettingType;

    /// <summary>An object with known keys.</summary>
    /// <param name="Settings">The properties that the keys name.</param>
    public sealed record Section(IReadOnlyDictionary<string, PropertyInfo> Settings) : SettingType;

    /// <summary>What may stand where that type is read.</summary>
    public static SettingType Of(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;

        // The one place where YARP writes a set of flags, as a list of their names.
        if (type == typeof(SslProtocols))
        {
            return new Sequence(typeof(SslProtocolName));
        }

        if (ScalarForm.Of(type) is { } form)
        {
            return new Scalar(form);
        }

        var arguments = type.GetGenericArguments();
        return arguments.Length switch
        {
            1 => new Sequence(arguments[0]),
            2 => new Map(arguments[0], arguments[1]),
            _ => new Section(SettingsOf(type)),
        };
    }

    private static Dictionary<string, PropertyInfo> SettingsOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && !IsNameOfItself(property))
            .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);

    // YARP takes these two from the key of the object, not from inside it.
    private static bool IsNameOfItself(PropertyInfo property) =>
        (property.DeclaringType == typeof(RouteConfig) && property.Name == nameof(RouteConfig.RouteId))
        || (property.DeclaringType == typeof(ClusterConfig) && property.Name == nameof(ClusterConfig.ClusterId));
}

/// <summary>The names that YARP takes in a list of TLS versions.</summary>
internal enum SslProtocolName
{
    /// <summary>The system chooses.</summary>
    None,

    /// <summary>TLS 1.2 (RFC 5246).</summary>
    Tls12,

    /// <summary>TLS 1.3 (RFC 8446).</summary>
    Tls13,
}
