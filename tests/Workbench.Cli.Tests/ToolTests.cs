using System.Diagnostics;
using System.IO.Compression;

namespace Workbench.Cli.Tests;

/// <summary>
/// The .NET tool that <c>dotnet pack src/Workbench.Cli</c> makes: packed and installed once, in the folders of a user who has nothing but
/// the SDK.
/// </summary>
public sealed class InstalledTool : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public InstalledTool()
    {
        Dotnet.Pack("Workbench.Cli", Feed);
        File.WriteAllText(
            _folder.File("nuget.config"),
            $"""<configuration><packageSources><clear /><add key="local" value="{Feed}" /></packageSources></configuration>"""
        );
        Dotnet.Run(
            "tool",
            "install",
            "Transformer.Workbench.Tool",
            "--tool-path",
            _folder.File("bin"),
            "--configfile",
            _folder.File("nuget.config")
        );
        // The user's own settings name that feed alone: nothing comes from a network.
        Directory.CreateDirectory(_folder.File("home/.nuget/NuGet"));
        File.Copy(_folder.File("nuget.config"), _folder.File("home/.nuget/NuGet/NuGet.Config"));
        Directory.CreateDirectory(Packages);
        foreach (
            var package in Directory
                .EnumerateDirectories(Dotnet.Packages)
                .Where(package => !Path.GetFileName(package).StartsWith("transformer.workbench", StringComparison.Ordinal))
        )
            Directory.CreateSymbolicLink(Path.Combine(Packages, Path.GetFileName(package)), package);
    }

    /// <summary>The folder with the package.</summary>
    public string Feed => _folder.File("feed");

    /// <summary>A packages folder that has what the feed of this machine has.</summary>
    public string Packages => _folder.File("packages");

    /// <summary>A folder for one test.</summary>
    public string Fresh(string name) => Directory.CreateDirectory(_folder.File(name)).FullName;

    public async Task<(int Code, string Out, string Error)> RunAsync(string work, string packages, params string[] arguments)
    {
        var start = new ProcessStartInfo(_folder.File("bin/workbench"), arguments)
        {
            WorkingDirectory = work,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in new[] { "XDG_CONFIG_HOME", "WORKBENCH_ROOT", "WORKBENCH_KERNELS" })
            start.Environment.Remove(name);
        foreach (
            var (name, value) in new[]
            {
                ("HOME", _folder.File("home")),
                ("NUGET_PACKAGES", packages),
                ("XDG_CACHE_HOME", Path.Combine(work, "cache")),
                ("XDG_DATA_HOME", Path.Combine(work, "data")),
                ("DOTNET_ROOT", Dotnet.Root),
                ("PATH", $"{Dotnet.Root}:{Environment.GetEnvironmentVariable("PATH")}"),
                ("OMP_NUM_THREADS", "1"),
            }
        )
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>What the installed tool does.</summary>
public sealed class ToolTests(InstalledTool tool) : IClassFixture<InstalledTool>
{
    private static readonly string[] Training =
    [
        "train",
        "position=rope",
        "--task",
        "copy",
        "--steps",
        "2",
        "model.layers=1",
        "model.width=16",
        "model.headCount=2",
        "model.context=16",
    ];

    [Fact]
    public void The_package_has_the_kernels_and_no_libtorch()
    {
        using var package = ZipFile.OpenRead(Assert.Single(Directory.EnumerateFiles(tool.Feed, "*.nupkg")));
        var files = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Superset(
            new HashSet<string>
            {
                "tools/net10.0/linux-x64/DotnetToolSettings.xml",
                "tools/net10.0/linux-x64/workbench-cli.dll",
                "tools/net10.0/linux-x64/libworkbench_kernels.so",
            },
            files.ToHashSet()
        );
        Assert.DoesNotContain(
            files,
            file =>
                file.Contains("libtorch", StringComparison.Ordinal)
                || file.Contains("libLibTorchSharp", StringComparison.Ordinal)
                || file.EndsWith(".pdb", StringComparison.Ordinal)
        );
        Assert.InRange(new FileInfo(Directory.EnumerateFiles(tool.Feed, "*.nupkg").Single()).Length, 1_000_000, 80_000_000);
    }

    [Fact]
    public async Task What_computes_nothing_fetches_nothing()
    {
        var (work, none) = (tool.Fresh("plain"), tool.Fresh("no-packages"));
        var (code, output, error) = await tool.RunAsync(work, none, "--version");
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("workbench 0.1.0", output, StringComparison.Ordinal);
        (code, output, error) = await tool.RunAsync(work, none, "variants");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("rope", output);
    }

    [Fact]
    public async Task It_fetches_libtorch_once_and_trains_with_the_native_kernels()
    {
        var work = tool.Fresh("training");
        var (code, _, error) = await tool.RunAsync(work, tool.Packages, Training);
        Assert.True(code == 0, error);
        Assert.Contains(
            "workbench: fetching TorchSharp 0.107.0 and libtorch-cpu-linux-x64 2.10.0 from NuGet (half a gigabyte unpacked; once)\n",
            error
        );
        (code, _, error) = await tool.RunAsync(work, tool.Packages, [.. Training, "--seed", "2"]);
        Assert.True(code == 0, error);
        Assert.DoesNotContain("fetching", error);
        (code, var seen, error) = await tool.RunAsync(work, tool.Packages, "doctor", "--quick");
        Assert.True(code == 0, seen + error);
        Assert.Contains("tools/net10.0/linux-x64/libworkbench_kernels.so", seen);
    }

    [Fact]
    public async Task Without_a_feed_that_has_libtorch_it_says_what_is_missing()
    {
        var (code, _, error) = await tool.RunAsync(tool.Fresh("offline"), tool.Fresh("empty"), Training);
        Assert.Equal(2, code);
        Assert.Contains(
            "error: libtorch is not installed, and the download from NuGet failed: the package feed has no such package (got ",
            error
        );
        Assert.Contains("The packages are TorchSharp 0.107.0 and libtorch-cpu-linux-x64 2.10.0; run the same command to try again.", error);
    }
}
