using System.Runtime.CompilerServices;

namespace Workbench.Testing;

/// <summary>The clone that these tests were compiled from.</summary>
internal static class Clone
{
    public static string Root { get; } = Find();

    public static string In(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(In(parts));

    private static string Find([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
