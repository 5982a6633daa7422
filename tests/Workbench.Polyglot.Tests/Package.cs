using System.IO.Compression;

namespace Workbench.Polyglot.Tests;

/// <summary>
/// The package that <c>dotnet pack src/Workbench.Polyglot</c> makes of what was built with these tests, packed once, and the folders of a
/// user who installs it.
/// </summary>
public sealed class Package : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Package()
    {
        Dotnet.Pack("Workbench.Polyglot", Feed);
        ZipFile.ExtractToDirectory(Assert.Single(Directory.EnumerateFiles(Feed, "*.nupkg")), Root);
        // What it depends on has been downloaded; the package itself has not been seen by anybody.
        Directory.CreateDirectory(Packages);
        foreach (
            var package in Directory
                .EnumerateDirectories(Dotnet.Packages)
                .Where(package => Path.GetFileName(package) != "transformer.workbench")
        )
            Directory.CreateSymbolicLink(Path.Combine(Packages, Path.GetFileName(package)), package);
    }

    /// <summary>A feed with this package alone.</summary>
    public string Feed => Path.Combine(_folder.Path, "feed");

    /// <summary>A package folder of a user's own.</summary>
    public string Packages => Path.Combine(_folder.Path, "packages");

    /// <summary>The package's content.</summary>
    public string Root => Path.Combine(_folder.Path, "content");

    /// <summary>Where notebooks run.</summary>
    public string Work => Directory.CreateDirectory(Path.Combine(_folder.Path, "work")).FullName;

    /// <summary>What a host needs in its environment: an empty home, these folders, and no telemetry.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>
        {
            ["HOME"] = Directory.CreateDirectory(_folder.File("home")).FullName,
            ["NUGET_PACKAGES"] = Packages,
            ["DOTNET_ROOT"] = Dotnet.Root,
            ["JUPYTER_RUNTIME_DIR"] = _folder.File("runtime"),
            ["XDG_CACHE_HOME"] = _folder.File("cache"),
            ["XDG_DATA_HOME"] = _folder.File("data"),
            ["OMP_NUM_THREADS"] = "1",
            ["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_INTERACTIVE_SKIP_FIRST_TIME_EXPERIENCE"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1",
            ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
            ["PATH"] = $"{Dotnet.Root}:{System.Environment.GetEnvironmentVariable("PATH")}",
            ["MSBUILDDISABLENODEREUSE"] = "1",
        };

    public string In(params string[] parts) => Path.Combine([Root, .. parts]);

    public void Dispose() => _folder.Dispose();
}
