namespace Workbench.Tests.Figures;

/// <summary>The clone that the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = Above(AppContext.BaseDirectory) ?? Above(Directory.GetCurrentDirectory())
        ?? throw new InvalidOperationException($"neither {AppContext.BaseDirectory} nor the current folder lies in a clone of the Workbench: run ./workbench test");

    private static string? Above(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "Workbench.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
