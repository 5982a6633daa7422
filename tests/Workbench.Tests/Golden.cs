namespace Workbench.Tests;

/// <summary>
/// Texts that are reviewed as files. WORKBENCH_GOLDEN=write accepts what is there now; the diff is then reviewed as any other.
/// </summary>
internal static class Golden
{
    public static void Check(string text, params string[] path)
    {
        var file = Clone.In(["tests", "Workbench.Tests", .. path]);
        if (Environment.GetEnvironmentVariable("WORKBENCH_GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
        Assert.Equal(File.ReadAllText(file), text);
    }
}
