using System.Runtime.CompilerServices;

namespace Workbench.Testing;

/// <summary>
/// Texts that are reviewed as files. WORKBENCH_GOLDEN=write accepts what is there now; the diff is then reviewed as any other.
/// </summary>
internal static class Golden
{
    /// <summary>Compares a text with a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The file, relative to the folder of the calling test.</param>
    /// <param name="caller">The calling test's file.</param>
    public static void Check(string text, string path, [CallerFilePath] string caller = "")
    {
        var file = Path.GetFullPath(path, Path.GetDirectoryName(caller)!);
        if (Environment.GetEnvironmentVariable("WORKBENCH_GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
        Assert.Equal(File.ReadAllText(file), text);
    }
}
