using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Ablation;

namespace Workbench.Tests.Ablation;

/// <summary>A variant that our source knows nothing of, from a DLL.</summary>
public sealed class PluginsTests : IDisposable
{
    private const string Source = """
        using TorchSharp;
        using Workbench.Ablation;
        using Workbench.Models;
        using Workbench.Models.Norms;
        using static TorchSharp.torch;

        [assembly: WorkbenchPlugin(typeof(Foreign.CenterNorm), "NAME")]

        namespace Foreign;

        /// <summary>x minus its mean over the width.</summary>
        public sealed record CenterNorm : NormConfig
        {
            public double Scale { get; init; } = SCALE;

            public override nn.Module<Tensor, Tensor> Build(BuildPlan plan) => new Center(Scale);

            public override long ParameterCount(int width) => 0;

            private sealed class Center(double scale) : nn.Module<Tensor, Tensor>("center")
            {
                public override Tensor forward(Tensor x) => (x - x.mean([-1L], keepdim: true)) * scale;
            }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Compile(string name, double scale = 1, string file = "plugin.dll", string source = Source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var code = source
            .Replace("NAME", name, StringComparison.Ordinal)
            .Replace("SCALE", scale.ToString("0.0", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var made = CSharpCompilation
            .Create(
                $"Foreign.{Path.GetFileNameWithoutExtension(file)}",
                [CSharpSyntaxTree.ParseText(code)],
                references,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, deterministic: true)
            )
            .Emit(_folder.File(file));
        Assert.True(made.Success, string.Join('\n', made.Diagnostics));
        return _folder.File(file);
    }

    [Theory]
    [InlineData("in-process")]
    [InlineData("processes")]
    public async Task A_plugins_variant_is_ablated_against_ours(string launcher)
    {
        var name = $"center-{launcher}";
        var study = RealStudyTests.Tiny with { Axes = [$"norm=layernorm,{name}:scale=0.5"], Plugins = [Compile(name)] };
        using var ledger = Ledger.Open(_folder.File("ledger"), TimeProvider.System);
        var result = await RealStudyTests
            .Runner(ledger)
            .RunAsync(study, new StudyOptions { Launcher = launcher, Out = _folder.File("study") }, new Recorder());
        Assert.True(result.IsComplete, string.Join('\n', result.Runs.Select(run => run.Error)));
        Assert.Equal("", result.Plan.Cells[0].Config.Code);
        Assert.Equal(Hash(_folder.File("plugin.dll")), result.Plan.Cells[1].Config.Code);
        Assert.Contains($"model.norm: {name}\n", File.ReadAllText(_folder.File("study/resolved.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_for_another_TorchSharp_is_refused_with_both_versions()
    {
        // An assembly of TorchSharp's name, as an earlier version has it.
        var system = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary);
        var earlier = CSharpCompilation.Create(
            "TorchSharp",
            [
                CSharpSyntaxTree.ParseText(
                    "[assembly: System.Reflection.AssemblyVersion(\"0.105.0.0\")] namespace TorchSharp { public class Earlier { } }"
                ),
            ],
            system,
            options
        );
        var plugin = CSharpCompilation.Create(
            "Foreign.earlier",
            [CSharpSyntaxTree.ParseText("public class Mine : TorchSharp.Earlier { }")],
            [.. system, earlier.ToMetadataReference()],
            options
        );
        var path = _folder.File("earlier.dll");
        Assert.True(plugin.Emit(path).Success);
        var refused = Assert.Throws<InvalidInputException>(() => Plugins.Load([path]));
        Assert.Equal(
            $"{path}: a plug-in is built against the Workbench's TorchSharp (got TorchSharp 0.105.0); allowed: TorchSharp 0.107.0. "
                + "Reference that version of the package and build the plug-in again.",
            refused.Message
        );
    }

    [Fact]
    public void Another_build_of_a_plugin_makes_other_runs_and_leaves_the_runs_of_ours_alone()
    {
        using var ledger = Ledger.Open(_folder.File("ledger"), TimeProvider.System);
        var study = RealStudyTests.Tiny with { Axes = ["norm=layernorm,center-versions"] };
        var first = RealStudyTests.Runner(ledger).Plan(study with { Plugins = [Compile("center-versions", 1, "one.dll")] });
        var second = RealStudyTests.Runner(ledger).Plan(study with { Plugins = [Compile("center-versions", 2, "two.dll")] });
        Assert.Equal(first.Runs[0].Id, second.Runs[0].Id);
        Assert.NotEqual(first.Runs[1].Id, second.Runs[1].Id);
    }

    [Fact]
    public void What_is_no_plugin_is_refused_all_at_once()
    {
        File.WriteAllText(_folder.File("text.dll"), "not an assembly");
        var missing = _folder.File("missing.dll");
        var plain = Compile("unused", file: "plain.dll", source: "public class Nothing;");
        var wrong = Compile(
            "unused",
            file: "wrong.dll",
            source: "[assembly: Workbench.Ablation.WorkbenchPlugin(typeof(string), \"words\")]"
        );
        var error = Assert.Throws<InvalidInputException>(() => Plugins.Load([missing, _folder.File("text.dll"), plain, wrong]));
        Assert.Equal(
            [
                $"a plug-in is a readable .dll file (got {missing}). Check the path of --plugin.",
                $"a plug-in is a .NET assembly (got {_folder.File("text.dll")}). Build it with: dotnet build",
                $"a plug-in names its variants (got {plain}). Add to its source: [assembly: WorkbenchPlugin(typeof(MyPosition), \"mine\")]",
            ],
            error.Faults.Take(3).Select(fault => fault.ToString())
        );
        Assert.StartsWith(
            "a variant derives from a family's abstract record (got String)",
            error.Faults[3].ToString(),
            StringComparison.Ordinal
        );
    }

    private static string Hash(string file) => Sha256.Of(File.ReadAllBytes(file));
}
