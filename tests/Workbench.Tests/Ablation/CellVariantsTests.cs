using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Models.Norms;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

/// <summary>Variants whose code lies in no file: what enters run identities, and what reaches worker processes.</summary>
public sealed class CellVariantsTests : IDisposable
{
    private const string Scaling = "static class Scaling { public static Tensor By(Tensor x, double by) => x * by; }";

    private const string Center = """
        using static TorchSharp.torch;
        record Center(double Scale = 1) : NormConfig
        {
            public override nn.Module<Tensor, Tensor> Build(BuildPlan plan) => new Module(Scale);
            public override long ParameterCount(int width) => 0;
            class Module(double scale) : nn.Module<Tensor, Tensor>("center")
            {
                public override Tensor forward(Tensor x) => Scaling.By(x - x.mean([-1L], keepdim: true), scale);
            }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Study Tiny(string name) => RealStudyTests.Tiny with { Axes = [$"norm=layernorm,{name}:scale=0.5"], SeedCount = 1 };

    private async Task<StudyResult> Run(Study study, string launcher = "processes", Recorder? seen = null)
    {
        using var ledger = Ledger.Open(_folder.File("ledger"), TimeProvider.System);
        var result = await RealStudyTests
            .Runner(ledger)
            .RunAsync(study, new StudyOptions { Launcher = launcher, Out = _folder.File("study") }, seen ?? new Recorder());
        Assert.True(result.IsComplete, string.Join('\n', result.Runs.Select(run => run.Error)));
        return result;
    }

    [Fact]
    public async Task A_cells_variant_goes_to_worker_processes_and_another_kernel_answers_from_the_ledger()
    {
        var first = new Cells();
        first.Add(Scaling);
        first.Register(Center, "cell-center");
        var result = await Run(Tiny("cell-center"));
        Assert.Matches("^[0-9a-f]{64}$", result.Plan.Cells[1].Config.Code);
        Assert.Equal("", result.Plan.Cells[0].Config.Code);

        var second = new Cells();
        second.Add("var something = 1;");
        second.Add("/* laid out anew */ static class Scaling {\n  public static Tensor By(Tensor x, double by) => x * by; // explained\n}");
        second.Register(Center, "cell-center");
        var seen = new Recorder();
        var again = await Run(Tiny("cell-center"), "processes", seen);
        Assert.Equal(2, seen.Events.OfType<RunReused>().Count());
        Assert.Equal(result.Runs.Select(run => run.Id), again.Runs.Select(run => run.Id));
        Assert.Single(Directory.EnumerateDirectories(_folder.File("ledger/plugins")));

        // The run's folder and the study's file lead to the code, whatever the name means by now.
        var run = new RunFolder(result.Runs.Single(one => one.Id == result.Plan.Runs[1].Id).Folder);
        var stored = Assert.Single(run.ReadPlugins());
        Assert.Equal([stored], StudyFolder.ReadStudy(_folder.File("study")).Plugins);
        Assert.Contains(
            "class Scaling",
            File.ReadAllText(Path.Combine(Path.GetDirectoryName(stored)!, "source.csx")),
            StringComparison.Ordinal
        );
        second.Register(Center.Replace(", scale)", ", scale + 1)", StringComparison.Ordinal), "cell-center");
        using (var variants = RunVariants.Of(run))
        {
            Assert.Equal("cell-center:0.5", Variants.Format(variants.Config.Model.Norm));
            Assert.Equal(result.Plan.Cells[1].Config.Code, Plugins.CodeOf(variants.Config));
        }
        Assert.NotEqual(result.Plan.Cells[1].Config.Code, Plugins.CodeOf(Variants.Parse<NormConfig>("cell-center")));
        Assert.NotEqual(result.Plan.Runs[1].Id, Plan(Tiny("cell-center")).Runs[1].Id);
    }

    [Fact]
    public void The_cells_that_a_variant_uses_are_part_of_its_code()
    {
        string Code(string scaling)
        {
            var cells = new Cells();
            cells.Add(scaling);
            cells.Add("int unrelated = 3;");
            cells.Register(Center, "cell-uses");
            return Plugins.CodeOf(Variants.Parse<NormConfig>("cell-uses"));
        }
        Assert.Equal(Code(Scaling), Code(Scaling.Replace(" ", "  ", StringComparison.Ordinal)));
        Assert.NotEqual(Code(Scaling), Code(Scaling.Replace("x * by", "x * by * 2", StringComparison.Ordinal)));
    }

    [Fact]
    public void State_that_a_worker_cannot_have_is_refused()
    {
        var cells = new Cells();
        cells.Add(Scaling);
        cells.Add("static double factor = 2; static readonly double constant = 3;");
        cells.Register(Center.Replace(", scale)", ", scale * factor * constant)", StringComparison.Ordinal), "cell-state");
        var error = Assert.Throws<InvalidInputException>(() => Plan(Tiny("cell-state")));
        Assert.StartsWith(
            "in cell-state:scale=0.5: a variant's cell, and the cells that it uses, must not have mutable variables: a worker "
                + "process gets their code, not their state "
                + "(got static Double factor); allowed: const, static readonly, or a property of the record. Make factor a "
                + "property of the record:",
            Assert.Single(error.Faults).ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_stored_plugin_that_is_damaged_says_so()
    {
        var file = _folder.File("plugin.json");
        File.WriteAllText(file, "{");
        var error = Assert.Throws<InvalidInputException>(() => Plugins.Load([file]));
        Assert.StartsWith("the stored code of a variant must load:", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Run the cell that registers the variant again.", error.Message, StringComparison.Ordinal);
    }

    private Plan Plan(Study study)
    {
        using var ledger = Ledger.Open(_folder.File("ledger"), TimeProvider.System);
        return RealStudyTests.Runner(ledger).Plan(study);
    }
}
