using System.Reflection;

namespace Workbench.Operations;

/// <summary>Which Workbench this is.</summary>
public static class ProductVersion
{
    /// <summary>Version and, when built in a repository, the commit: "0.1.0+4be1c9d".</summary>
    public static string Text { get; } =
        Short(
            typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown"
        );

    private static string Short(string version) =>
        version.Split('+') is [var number, { Length: > 12 } commit] ? $"{number}+{commit[..12]}" : version;
}
