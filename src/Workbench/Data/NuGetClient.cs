using System.Diagnostics;
using System.Security;
using System.Text.RegularExpressions;

namespace Workbench.Data;

/// <summary>Downloads a package's archive with <c>dotnet restore</c>, from the user's feeds, without its dependencies.</summary>
/// <param name="command">The executable of the .NET SDK. Default: dotnet from the PATH.</param>
public sealed partial class NuGetClient(string command = "dotnet") : IPackageClient
{
    /// <inheritdoc/>
    public string Download(string package, string version, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(version);
        var packages = Path.Combine(folder, "packages");
        var project = Path.Combine(folder, "download.csproj");
        File.WriteAllText(project, Project(package, version));
        var start = new ProcessStartInfo(
            command,
            [
                "restore",
                project,
                "--nologo",
                "-v",
                "q",
                $"-p:RestorePackagesPath={packages}",
                "-p:ImportDirectoryBuildProps=false",
                "-p:ImportDirectoryBuildTargets=false",
                "-p:ImportDirectoryPackagesProps=false",
            ]
        )
        {
            WorkingDirectory = folder,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        var end = Programs.Run(
            start,
            new(
                "the .NET SDK is needed to fetch this package and was not found",
                command,
                null,
                "install it: https://dotnet.microsoft.com/download/dotnet/10.0"
            ),
            cancellation
        );
        if (end.Code != 0)
            throw new InvalidInputException([Failure($"{package} {version}", end.Output + end.Error)]);
        return Directory.EnumerateFiles(packages, "*.nupkg", SearchOption.AllDirectories).SingleOrDefault()
            ?? throw new InvalidInputException([Failure($"{package} {version}", "it ended without an archive")]);
    }

    // PackageDownload, unlike PackageReference, leaves out what the package depends on.
    private static string Project(string package, string version) =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <NuGetAudit>false</NuGetAudit>
                <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageDownload Include="{SecurityElement.Escape(package)}" Version="[{SecurityElement.Escape(version)}]" />
              </ItemGroup>
            </Project>
            """;

    private static Fault Failure(string package, string said)
    {
        if (said.Contains("NU1301", StringComparison.Ordinal))
            return new(
                "the package feed cannot be reached",
                package,
                null,
                "connect to the network (or set a feed: dotnet nuget list source) and run the same command again"
            );
        if (said.Contains("NU1101", StringComparison.Ordinal) || said.Contains("NU1102", StringComparison.Ordinal))
            return new("the package feeds do not have this package", package, null, "check the feeds: dotnet nuget list source");
        var reason = ErrorLine().Match(said) is { Success: true } error ? error.Groups[1].Value.Trim() : "no message";
        return new($"dotnet could not fetch a package: {reason}", package, null, "check the feeds: dotnet nuget list source");
    }

    [GeneratedRegex(@"error\s+(?:\w+\s*)?:\s*(.+)")]
    private static partial Regex ErrorLine();
}
