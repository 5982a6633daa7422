using System.Reflection;

namespace Workbench.Operations;

/// <summary>The version of the Workbench.</summary>
public static class ProductVersion
{
    /// <summary>The version and, when built in a repository, the first 12 digits of the commit: "0.1.0+4be1c9d02e1f".</summary>
    public static string Text { get; } =
        Short(
            typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown"
        );

    private static string Short(string version) =>
        version.Split('+') is [var number, { Length: > 12 } commit] ? $"{number}+{commit[..12]}" : version;
}
