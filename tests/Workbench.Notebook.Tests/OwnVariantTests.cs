using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Models.Norms;
using Workbench.Notebook;
using Workbench.Notebook.Tests.Magics;
using Workbench.Operations;
using Workbench.Training;

namespace Workbench.Notebook.Tests;

/// <summary>A variant that is written in a cell: checked, ablated against ours in worker processes, and found again.</summary>
public sealed class OwnVariantTests(MagicNotebook notebook) : IClassFixture<MagicNotebook>
{
    private const string Helper = "static class Centre { public static Tensor Of(Tensor x) => x - x.mean([-1L], keepdim: true); }";

    private const string Record = """
        record MyNorm(double Scale = 1) : NormConfig
        {
            public override nn.Module<Tensor, Tensor> Build(BuildPlan plan) => new Module(Scale);
            public override long ParameterCount(int width) => 0;
            class Module(double scale) : nn.Module<Tensor, Tensor>("mine")
            {
                public override Tensor forward(Tensor x)
                {
                    using var scope = NewDisposeScope();
                    return (Centre.Of(x) * scale).MoveToOuterDisposeScope();
                }
            }
        }
        Variants.Register<MyNorm>("NAME");
        """;

    private static string Named(string name) => Record.Replace("NAME", name, StringComparison.Ordinal);

    private static string Ablate(string name) =>
        $"#!ablate norm=layernorm,{name}:scale=0.5 --task copy --seeds 1 --set model.layers=1 --set model.width=16 --set "
        + $"model.headCount=2 --set model.context=16 "
        + "--set position=rope --set train.steps=4 --set train.batchSize=2 --set train.evaluationWindows=2 --out study --name study\n";

    [Fact]
    public async Task Its_comments_are_its_documentation()
    {
        (await notebook.Run(Helper)).Good();
        var commented =
            "/// <summary>Takes the mean away,\n/// and <see cref=\"Scale\"/>s.</summary>\n/// <param name=\"Scale\">Multiplies "
            + "what is left.</param>\n"
            + Named("mine-told")
                .Replace(
                    "public override long",
                    "/// <summary>Guards against noughts.</summary>\n    public double Floor { get; init; } = 1e-5;\n    public "
                        + "override long",
                    StringComparison.Ordinal
                );
        (await notebook.Run(commented)).Good();
        var text = (await notebook.Run("#!variants norm")).Good().Text;
        Assert.Contains("Takes the mean away, and Scales.", text, StringComparison.Ordinal);
        var mine = Variants.Of(typeof(NormConfig)).Single(one => one.Name == "mine-told");
        Assert.Equal(
            [("scale", "Multiplies what is left."), ("floor", "Guards against noughts.")],
            mine.Parameters.Select(one => (one.Name, one.Summary))
        );
        Assert.Contains(
            "Takes the mean away, and Scales.",
            await notebook.Inspect("Variants.Parse<NormConfig>(\"mine-to", "ld\")"),
            StringComparison.Ordinal
        );
        Assert.Contains("Takes the mean away", await notebook.Inspect("new MyNor", "m()"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_ablated_against_ours_in_worker_processes_and_answered_from_the_ledger_by_another_kernel()
    {
        (await notebook.Run(Helper)).Good();
        (await notebook.Run(Named("mine-a"))).Good();
        var study = (await notebook.Run(Ablate("mine-a") + "study.Runs.Count(run => run.State == RunStatus.Completed)")).Good();
        Assert.Equal("2", study.Saved[^1].Text("text/plain"));

        // Another kernel; the same words, laid out otherwise, with other cells between.
        using var restarted = new MagicNotebook(notebook);
        (await restarted.Run("var unrelated = 1;")).Good();
        (await restarted.Run("// the mean is taken away\n" + Helper.Replace("=>", "\n    =>", StringComparison.Ordinal))).Good();
        (await restarted.Run("display(1);\n" + "#!markdown below")).Good();
        (await restarted.Run(Named("mine-a"))).Good();
        var again = (
            await restarted.Run(Ablate("mine-a") + "study.Result.Runs[1].Id + ' ' + study.Result.Plan.Cells[1].Config.Code")
        ).Good();
        var first = (await notebook.Run("study.Result.Runs[1].Id + ' ' + study.Result.Plan.Cells[1].Config.Code")).Good();
        Assert.Equal(first.Saved[^1].Text("text/plain"), again.Saved[^1].Text("text/plain"));

        // The study's own file knows the code, in a process that has no such cell.
        var folder = Path.Combine(notebook.Folder, "study");
        var stored = Assert.Single(StudyFolder.ReadStudy(folder).Plugins);
        Assert.Contains(
            "static class Centre",
            File.ReadAllText(Path.Combine(Path.GetDirectoryName(stored)!, "source.csx")),
            StringComparison.Ordinal
        );

        // Edited, it is another variant; the finished run is still read as what it was.
        (await restarted.Run(Named("mine-a").Replace("* scale", "* scale * 2", StringComparison.Ordinal))).Good();
        var edited = (await restarted.Run(Ablate("mine-a") + "study.Result.Runs[1].Id")).Good();
        Assert.NotEqual(again.Saved[^1].Text("text/plain")!.Split(' ')[0], edited.Saved[^1].Text("text/plain"));
        var id = again.Saved[^1].Text("text/plain")!.Split(' ')[0];
        var shown = (await restarted.Run($"#!runs show {id[..12]}")).Good();
        Assert.Contains("mine-a", shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_may_stand_in_an_ordinary_file()
    {
        const string usings =
            "using TorchSharp;\nusing Workbench.Models;\nusing Workbench.Models.Norms;\nusing static TorchSharp.torch;\nnamespace Lab;\n";
        await File.WriteAllTextAsync(Path.Combine(notebook.Folder, "Centre.cs"), usings + Helper, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(notebook.Folder, "MyNorm.cs"),
            usings + Named("mine-file").Split("Variants.Register")[0],
            TestContext.Current.CancellationToken
        );
        (await notebook.Run("#!import Centre.cs\n#!import MyNorm.cs\nVariants.Register<Lab.MyNorm>(\"mine-file\");")).Good();
        var study = (await notebook.Run(Ablate("mine-file") + "study.Runs.Count(run => run.State == RunStatus.Completed)")).Good();
        Assert.Equal("2", study.Saved[^1].Text("text/plain"));
        var stored = Assert.Single(StudyFolder.ReadStudy(Path.Combine(notebook.Folder, "study")).Plugins);
        Assert.Contains(
            "static class Centre",
            await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(stored)!, "source.csx"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_loop_beside_it_is_no_part_of_its_identity()
    {
        const string looped = "for (var i = 0; i < 1; i++) { }\n";
        async Task<string> Code(MagicNotebook kernel)
        {
            (await kernel.Run(Helper)).Good();
            (await kernel.Run(looped + Named("mine-looped"))).Good();
            return (await kernel.Run("Plugins.CodeOf(Variants.Parse<NormConfig>(\"mine-looped\"))")).Good().Saved[^1].Text("text/plain")!;
        }
        using var restarted = new MagicNotebook(notebook);
        Assert.Equal(await Code(notebook), await Code(restarted));
    }

    [Fact]
    public async Task A_variant_that_uses_variables_of_cells_is_refused_before_anything_runs()
    {
        (await notebook.Run("static double factor = 2;")).Good();
        (await notebook.Run(Helper + "\n" + Named("mine-state").Replace("* scale", "* scale * factor", StringComparison.Ordinal))).Good();
        Assert.Contains(
            "a worker process gets their code, not their state (got static Double factor)",
            (await notebook.Run(Ablate("mine-state"))).Fault(),
            StringComparison.Ordinal
        );
        (await notebook.Run("double plain = 2;")).Good();
        var refused = await notebook.Run(
            Helper + "\n" + Named("mine-plain").Replace("* scale", "* scale * plain", StringComparison.Ordinal)
        );
        Assert.Contains("CS0120", refused.Fault(), StringComparison.Ordinal);
        Assert.Contains(
            "    The variables of cells are not accessible in Module: pass the value by a property, or make the variable "
                + "const or static readonly.",
            refused.Error!.Traceback
        );
    }

    [Fact]
    public async Task The_contract_is_checked_on_it()
    {
        (await notebook.Run(Helper + "\n" + Named("mine-sound"))).Good();
        var sound = (await notebook.Run("#!check norm=mine-sound --models 6 --name report\nreport.Passed")).Good();
        Assert.Equal("True", sound.Saved[^1].Text("text/plain"));

        (
            await notebook.Run(Named("mine-acausal").Replace("Centre.Of(x)", "(x - x.mean([1L], keepdim: true))", StringComparison.Ordinal))
        ).Good();
        var broken = await notebook.Run("#!check norm=mine-acausal --models 6 --name report");
        Assert.Equal("#!check: norm=mine-acausal violates the model contract: causality, padding, decoding.", broken.Fault());
        Assert.Contains("causality: another token 1 changes the logits before it: ", broken.Text, StringComparison.Ordinal);
        Assert.Contains(
            "the simplest model that fails: #!check norm=mine-acausal layers=1 headCount=1 width=",
            broken.Text.Replace("./workbench ", "#!", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Contains("<table", broken.Saved[^1].Text("text/html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shell_goes_on_with_a_run_of_it_and_with_its_study()
    {
        (await notebook.Run(Helper + "\n" + Named("mine-shell"))).Good();
        await File.WriteAllTextAsync(
            Path.Combine(notebook.Folder, "text.txt"),
            string.Concat(Enumerable.Repeat("a mean is taken away from what is there. ", 100))
        );
        var trained = (
            await notebook.Run(
                "#!train norm=mine-shell --data text.txt --steps 2 model.layers=1 model.width=16 model.headCount=2 model.context=16 "
                    + "train.batchSize=2 train.evaluationWindows=2 --name run\nrun.Id"
            )
        ).Good();
        var id = trained.Saved[^1].Text("text/plain")!;
        var (code, output, error) = await WorkbenchProgram.Run(
            notebook.Folder,
            "generate",
            id[..12],
            "--prompt",
            "a mean",
            "--tokens",
            "5"
        );
        Assert.True(code == 0, error);
        Assert.StartsWith("a mean", output, StringComparison.Ordinal);

        (await notebook.Run(Ablate("mine-shell"))).Good();
        (code, output, error) = await WorkbenchProgram.Run(notebook.Folder, "ablate", "--study", "study", "--out", "again");
        Assert.True(code == 0, error);
        Assert.Contains("2 finished before", output + error, StringComparison.Ordinal);

        // Without the code there is a word on what is missing.
        Directory.Delete(Path.Combine(notebook.Folder, ".local/share/workbench/ledger/plugins"), recursive: true);
        (code, _, error) = await WorkbenchProgram.Run(notebook.Folder, "generate", id[..12], "--prompt", "a mean");
        Assert.Equal(2, code);
        Assert.Contains("the code of the run's variants no longer exists", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_knows_it()
    {
        (await notebook.Run(Helper + "\n" + Named("mine-completed"))).Good();
        Assert.Contains("norm=mine-completed", await notebook.Complete("#!ablate norm=mine-co"));
        Assert.Contains("norm=mine-completed", await notebook.Complete("#!check norm=mine-co"));
    }
}
