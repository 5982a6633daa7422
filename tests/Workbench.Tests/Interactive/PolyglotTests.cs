using System.Xml.Linq;
using Workbench.Interactive;
using Workbench.Notebook.Display;
using Workbench.Notebook;

namespace Workbench.Tests.Interactive;

/// <summary>The extension for .NET Interactive: what is in the package, and that its C# works against the host's API.</summary>
public sealed class PolyglotTests(Package package) : IClassFixture<Package>
{
    [Fact]
    public void The_package_has_what_a_host_needs()
    {
        var files = Directory.EnumerateFiles(package.Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(package.Root, path)).ToList();
        Assert.Superset(new HashSet<string>
        {
            "interactive-extensions/dotnet/extension.dib", "lib/net10.0/Workbench.dll", "lib/net10.0/Workbench.xml", "lib/net10.0/Workbench.Kernels.dll",
            "tools/net10.0/linux-x64/workbench-cli", "tools/net10.0/linux-x64/workbench-cli.dll", "tools/net10.0/linux-x64/workbench-cli.runtimeconfig.json",
            "runtimes/linux-x64/native/libworkbench_kernels.so", "tools/net10.0/linux-x64/libworkbench_kernels.so",
        }, files.ToHashSet());
        Assert.DoesNotContain(files, file => file.EndsWith(".pdb", StringComparison.Ordinal) || file.Contains("libtorch", StringComparison.Ordinal));
        // What is not in lib is a dependency that a feed has, in the version that it was built with.
        var nuspec = XDocument.Load(package.In("Transformer.Workbench.nuspec"));
        var dependencies = nuspec.Descendants().Where(one => one.Name.LocalName == "dependency").ToDictionary(one => (string)one.Attribute("id")!, one => (string)one.Attribute("version")!);
        var pinned = XDocument.Parse(Clone.Read("Directory.Packages.props")).Descendants("PackageVersion").ToDictionary(one => (string)one.Attribute("Include")!, one => (string)one.Attribute("Version")!);
        var referenced = XDocument.Parse(Clone.Read("src", "Workbench", "Workbench.csproj")).Descendants("PackageReference").Select(one => (string)one.Attribute("Include")!)
            .Concat(["TorchSharp", "libtorch-cpu-linux-x64"]);
        Assert.Equal(referenced.Order(StringComparer.Ordinal), dependencies.Keys.Order(StringComparer.Ordinal));
        Assert.All(dependencies, one => Assert.Equal(pinned[one.Key], one.Value));
    }

    [Theory]
    [InlineData]
    [InlineData("FIRST")]
    public async Task A_study_runs_in_a_host_of_each_generation(params string[] generation)
    {
        var host = new PolyglotHostProgram(package, generation);
        await host.LoadAsync(package);
        Assert.Superset(new HashSet<string> { "#!ablate", "#!train", "#!model", "#!generate", "#!check", "#!runs", "#!data" }, host.Directives.ToHashSet());
        Assert.DoesNotContain("#!time", host.Directives);
        Assert.Equal(host.Directives.Count, host.CommandTypes.Count);
        Assert.All(host.CommandTypes.Concat(host.Left), name => Assert.StartsWith("TransformerWorkbench", name, StringComparison.Ordinal));

        host.Variables["two"] = new[] { "pre", "post" };
        var name = generation.Length == 0 ? "last" : generation[0];
        try
        {
            await host.RunAsync($"#!ablate placement=@two position=rope --task copy --seeds 1 --set model.layers=1 --set model.width=16 --set model.headCount=2 --set model.context=16 "
                + $"--set train.steps=3 --set train.batchSize=2 --set train.evaluationWindows=2 --out '{package.File(name)}' --ledger '{package.File(name + "-ledger")}'\nvar code = \"of the same cell\";");
            Assert.Contains(host.Published, one => one is { Event: "DisplayedValueProduced", MimeType: "text/html" });
            Assert.Contains(host.Published, one => one.MimeType == "text/plain" && one.Value.Contains("post", StringComparison.Ordinal));
            Assert.True(File.Exists(Path.Combine(package.File(name), "report.html")));
            Assert.DoesNotContain(host.Published, one => one.Event == "StandardErrorValueProduced");

            var error = await Assert.ThrowsAnyAsync<Exception>(() => host.RunAsync("#!ablate position=ropy,rope --dry-run"));
            Assert.Contains("Did you mean rope?", error.Message, StringComparison.Ordinal);
            host.Published.Clear();
            await host.RunAsync("#!presets tiny-gpt\n#!presets small-gpt");
            Assert.Contains(host.Published, one => one.Value.Contains("small-gpt", StringComparison.Ordinal));
        }
        finally
        {
            await host.StopAsync();
        }
    }

    [Fact]
    public async Task An_older_host_is_told_that_it_is_not_supported()
    {
        var host = new PolyglotHostProgram(package, "ANCIENT");
        var error = await Assert.ThrowsAsync<NotSupportedException>(() => host.LoadAsync(package));
        Assert.StartsWith("The Transformer Workbench needs .NET Interactive of July 2024 or later, whose magics are KernelActionDirectives; this is 0.0.0.0. "
            + "Update the host (dotnet tool update -g Microsoft.dotnet-interactive)", error.Message, StringComparison.Ordinal);
        Assert.Empty(host.Left);
    }

    [Theory]
    [InlineData("#!ablate placement=@two --seeds @few", "#!ablate placement=pre,post --seeds 3")]
    [InlineData("#!generate 1f3a --prompt @text --greedy", "#!generate 1f3a --prompt 'My fellow' --greedy")]
    [InlineData("#!data get user@host @missing", "#!data get user@host @missing")]
    public void Variables_of_the_host_stand_in_lines(string line, string expected)
    {
        var variables = new Dictionary<string, object> { ["two"] = new[] { "pre", "post" }, ["few"] = 3, ["text"] = "My fellow" };
        Assert.Equal(expected, PolyglotHost.WithVariables(line, variables.GetValueOrDefault));
    }
}
