using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Workbench.Tests.Interactive;

/// <summary>The package that <c>dotnet pack src/Workbench.Interactive</c> makes of what was built with these tests; packed once and unpacked.</summary>
public sealed class Package : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Package()
    {
        // artifacts/TREE/bin/Workbench.Tests/CONFIGURATION
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        var start = new ProcessStartInfo(dotnet, ["pack", Clone.In("src", "Workbench.Interactive"), "--no-build", "-c", output.Name, "-o", _folder.Path, "-nologo", "-v", "q",
            "-nodeReuse:false", $"-p:ArtifactsPath={output.Parent!.Parent!.Parent!.FullName}"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
        ZipFile.ExtractToDirectory(Assert.Single(Directory.EnumerateFiles(_folder.Path, "*.nupkg")), Root);
        // The packages that it depends on lie beside it, as in a package manager's folder.
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (var name in (string[])["torchsharp", "libtorch-cpu-linux-x64"])
            Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "packages", name), Path.Combine(packages, name));
    }

    /// <summary>What a package manager makes of it: PACKAGES/ID/VERSION.</summary>
    public string Root => Path.Combine(_folder.Path, "packages", "transformer.workbench", "0.1.0-beta");

    public string In(params string[] parts) => Path.Combine([Root, .. parts]);

    public string File(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();
}
