using System.Reflection;

namespace Gateway.Telemetry;

/// <summary>The version that the build gave the product.</summary>
internal static class ProductVersion
{
    /// <summary>As <c>0.1.0</c>, without the commit that follows a plus sign.</summary>
    public static string Text { get; } = (typeof(ProductVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+')[0];
}
