using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Workbench.Testing;

/// <summary>The .NET SDK that runs these tests.</summary>
internal static class Dotnet
{
    /// <summary>The folder of the SDK.</summary>
    internal static string Root => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>The folder of downloaded NuGet packages.</summary>
    internal static string Packages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Runs a command of the SDK; fails with its output unless it exits with 0.</summary>
    internal static void Run(params string[] arguments)
    {
        // Test programs run side by side, and these commands write into the same folders below artifacts.
        using var turn = FileLock.Take(
            Clone.In("artifacts", "dotnet.lock"),
            TimeProvider.System,
            waiting: null,
            TestContext.Current.CancellationToken
        );
        var start = new ProcessStartInfo(Path.Combine(Root, "dotnet"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{output}{errors.GetAwaiter().GetResult()}");
    }

    /// <summary>Packs a project as it was built with these tests.</summary>
    /// <param name="project">Its folder in src.</param>
    /// <param name="feed">The folder that receives the package; created if missing.</param>
    internal static void Pack(string project, string feed)
    {
        // artifacts/TREE/bin/TESTS/CONFIGURATION
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        Directory.CreateDirectory(feed);
        Run(
            "pack",
            Clone.In("src", project),
            "-c",
            output.Name,
            "-o",
            feed,
            "-nologo",
            "-v",
            "q",
            "--no-build",
            "-nodeReuse:false",
            $"-p:ArtifactsPath={output.Parent!.Parent!.Parent!.FullName}"
        );
    }

    /// <summary>A tool of a version, installed under artifacts once and kept there.</summary>
    /// <returns>Its executable.</returns>
    public static string Tool(string name, string version, string command)
    {
        var folder = Clone.In("artifacts", "tools", $"{name}-{version}");
        var executable = Path.Combine(folder, command);
        if (!File.Exists(executable))
            Run("tool", "install", name, "--version", version, "--tool-path", folder);
        return executable;
    }
}
