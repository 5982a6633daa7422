using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Workbench.Polyglot.Tests;

/// <summary>What a host of .NET Interactive gets.</summary>
public sealed class PackageTests(Package package) : IClassFixture<Package>
{
    [Fact]
    public void The_package_has_what_a_host_needs_and_nothing_that_it_cannot_bear()
    {
        var files = Directory
            .EnumerateFiles(package.Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(package.Root, path))
            .ToList();
        Assert.Superset(
            new HashSet<string>
            {
                "interactive-extensions/dotnet/Workbench.Polyglot.dll",
                "tools/net10.0/linux-x64/workbench-cli",
                "tools/net10.0/linux-x64/workbench-cli.dll",
                "tools/net10.0/linux-x64/workbench-cli.runtimeconfig.json",
                "tools/net10.0/linux-x64/libworkbench_kernels.so",
            },
            files.ToHashSet()
        );
        // A host loads every assembly of that folder, and refers to those of lib.
        Assert.Single(files, file => file.StartsWith("interactive-extensions/", StringComparison.Ordinal));
        Assert.DoesNotContain(
            files,
            file =>
                file.StartsWith("lib/", StringComparison.Ordinal)
                || file.EndsWith(".pdb", StringComparison.Ordinal)
                || file.Contains("libtorch", StringComparison.Ordinal)
        );
        var nuspec = XDocument.Load(package.In("Transformer.Workbench.nuspec"));
        var dependencies = nuspec
            .Descendants()
            .Where(one => one.Name.LocalName == "dependency")
            .ToDictionary(one => (string)one.Attribute("id")!, one => (string)one.Attribute("version")!);
        var pinned = XDocument
            .Parse(Clone.Read("Directory.Packages.props"))
            .Descendants("PackageVersion")
            .ToDictionary(one => (string)one.Attribute("Include")!, one => (string)one.Attribute("Version")!);
        Assert.Equal(["TorchSharp", "libtorch-cpu-linux-x64"], dependencies.Keys.Order(StringComparer.Ordinal));
        Assert.All(dependencies, one => Assert.Equal(pinned[one.Key], one.Value));
    }

    [Fact]
    public void The_extension_needs_the_host_and_the_runtime_alone()
    {
        using var file = new PEReader(File.OpenRead(package.In("interactive-extensions", "dotnet", "Workbench.Polyglot.dll")));
        var metadata = file.GetMetadataReader();
        var needed = metadata.AssemblyReferences.Select(one => metadata.GetString(metadata.GetAssemblyReference(one).Name));
        Assert.All(
            needed,
            name =>
                Assert.True(
                    name is "Microsoft.DotNet.Interactive" or "Microsoft.DotNet.Interactive.Formatting" or "Microsoft.Win32.Primitives"
                        || name.StartsWith("System.", StringComparison.Ordinal),
                    name
                )
        );
        Assert.DoesNotContain("System.CommandLine", needed);
        Assert.DoesNotContain("System.Reactive", needed);
    }
}
