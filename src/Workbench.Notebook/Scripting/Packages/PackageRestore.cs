using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace Workbench.Notebook.Scripting.Packages;

/// <summary>
/// Finds packages with their dependencies by restoring a project made for them. What was found is kept by names and versions.
/// </summary>
/// <param name="cache">The folder to keep it in.</param>
internal sealed class PackageRestore(string cache)
{
    /// <summary>Restores packages together, so that their dependencies agree.</summary>
    /// <param name="asked">Every package that the session has asked for.</param>
    /// <param name="say">Told what is being done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidInputException">The feed lacks one, or they cannot be had together.</exception>
    internal async Task<RestoredPackages> RunAsync(IReadOnlyList<AskedPackage> asked, Action<string> say, CancellationToken cancellation)
    {
        IReadOnlyList<PackageRequest> packages = [.. asked.Select(one => one.Package)];
        if (Kept(packages) is { } known)
            return known;
        var project = Project(packages);
        var (folder, assets, done) = Place(project);
        say($"restoring {string.Join("; ", packages)}");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "cell.csproj");
        await File.WriteAllTextAsync(file, project, cancellation).ConfigureAwait(false);
        var (code, output) = await RestoreAsync(file, cancellation).ConfigureAwait(false);
        if (RestoreFaults.Of(asked, code, output) is { Count: > 0 } faults)
            throw new InvalidInputException(faults);
        await File.WriteAllTextAsync(done, "", cancellation).ConfigureAwait(false);
        var restored = RestoredPackages.Read(assets);
        var found = packages.Select(one => $"{one.Name}, {restored.Versions.GetValueOrDefault(one.Name, one.Version)}");
        say($"restored {string.Join("; ", found)}");
        return restored;
    }

    /// <summary>
    /// What an earlier restore of the same packages found; null when there was none, its files are gone, or a version floats.
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
        var folder = Path.Combine(cache, "packages", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..16]);
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
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(project)!,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using var process = Start(start);
        process.StandardInput.Close();
        var (output, error) = (
            process.StandardOutput.ReadToEndAsync(CancellationToken.None),
            process.StandardError.ReadToEndAsync(CancellationToken.None)
        );
        try
        {
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return (process.ExitCode, await output.ConfigureAwait(false) + await error.ConfigureAwait(false));
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidInputException(
                [
                    new Fault(
                        "packages are restored by the .NET SDK",
                        "dotnet was not found",
                        NextStep: "Install the .NET SDK, or refer to an assembly: #r \"path.dll\"."
                    ),
                ],
                missing
            );
        }
    }
}
