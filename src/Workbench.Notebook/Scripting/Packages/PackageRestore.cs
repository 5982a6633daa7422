using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;

namespace Workbench.Notebook.Scripting.Packages;

/// <summary>
/// Restores packages and their dependencies with a generated project. Caches results by names and versions.
/// </summary>
/// <param name="cache">The cache folder.</param>
internal sealed class PackageRestore(string cache)
{
    /// <summary>Restores packages together, so that their dependencies agree.</summary>
    /// <param name="requests">All packages that the session has requested.</param>
    /// <param name="log">Reports progress.</param>
    /// <param name="cancellation">Cancels the restore.</param>
    /// <exception cref="InvalidInputException">The feed lacks a package, or the packages conflict.</exception>
    internal async Task<RestoredPackages> RunAsync(IReadOnlyList<AskedPackage> requests, Action<string> log, CancellationToken cancellation)
    {
        IReadOnlyList<PackageRequest> packages = [.. requests.Select(one => one.Package)];
        if (Kept(packages) is { } known)
            return known;
        var project = Project(packages);
        var (folder, assets, done) = Place(project);
        log($"restoring {string.Join("; ", packages)}");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "cell.csproj");
        await File.WriteAllTextAsync(file, project, cancellation).ConfigureAwait(false);
        var (code, output) = await RestoreAsync(file, cancellation).ConfigureAwait(false);
        if (RestoreFaults.Of(requests, code, output) is { Count: > 0 } faults)
            throw new InvalidInputException(faults);
        await File.WriteAllTextAsync(done, "", cancellation).ConfigureAwait(false);
        var restored = RestoredPackages.Read(assets);
        var found = packages.Select(one => $"{one.Name}, {restored.Versions.GetValueOrDefault(one.Name, one.Version)}");
        log($"restored {string.Join("; ", found)}");
        return restored;
    }

    /// <summary>
    /// The cached result of an earlier restore of the same packages; null when there is none, its files are missing, or a version floats.
    /// </summary>
    internal RestoredPackages? Kept(IReadOnlyList<PackageRequest> packages)
    {
        var (_, assets, done) = Place(Project(packages));
        return File.Exists(done) && !packages.Any(one => one.IsFloating) && RestoredPackages.Read(assets) is var known && known.IsWhole
            ? known
            : null;
    }

    private (string Folder, string Assets, string Done) Place(string project)
    {
        var folder = Path.Combine(cache, "packages", Sha256.Of(project)[..16]);
        return (folder, Path.Combine(folder, "obj", "project.assets.json"), Path.Combine(folder, "restored"));
    }

    private static string Project(IReadOnlyList<PackageRequest> packages) =>
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
            <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
            <SelfContained>false</SelfContained>
            <NuGetAudit>false</NuGetAudit>
            <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
            <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
          </PropertyGroup>
          <ItemGroup>
        {string.Join('\n', packages.OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase).Select(one =>
            $"    <PackageReference Include=\"{SecurityElement.Escape(one.Name)}\" Version=\"{SecurityElement.Escape(one.Version)}\" />"))}
          </ItemGroup>
        </Project>

        """;

    private static async Task<(int Code, string Output)> RestoreAsync(string project, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", ["restore", project, "--nologo", "-v", "q", "-p:TreatWarningsAsErrors=false"])
        {
            WorkingDirectory = Path.GetDirectoryName(project)!,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        try
        {
            var end = await Programs.RunAsync(start, cancellation).ConfigureAwait(false);
            return (end.Code, end.Output + end.Error);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidInputException(
                [
                    new Fault(
                        "restoring packages needs the .NET SDK",
                        "dotnet was not found",
                        NextStep: "Install the .NET SDK, or reference an assembly: #r \"path.dll\"."
                    ),
                ],
                missing
            );
        }
    }
}
