using Workbench.Notebook;
using Workbench.Training;

namespace Workbench.Notebook.Tests.Magics;

/// <summary>Studies that train, in a notebook: two layers, width 16, worker processes.</summary>
public sealed partial class StudyMagicTests : IDisposable
{
    private const string Tiny =
        "--task copy --seeds 2 --threads 1 model.layers=2 model.width=16 model.headCount=2 model.context=16 position=rope "
        + "train.batchSize=2 train.evaluationWindows=4 train.checkpointEvery=2";

    private readonly MagicNotebook _notebook = new();

    public void Dispose() => _notebook.Dispose();

    [Fact]
    public async Task A_study_updates_one_output_and_leaves_verdicts_and_figures()
    {
        var cell = $"#!ablate placement=pre,post --steps 10 {Tiny} --name study";
        var seen = (await _notebook.Run(cell)).Good();
        var live = seen.Outputs.OfType<DisplayOutput>().Where(one => one.DisplayId is not null).ToList();
        Assert.Single(live.Select(one => one.DisplayId).Distinct());
        Assert.False(live[0].Update);
        Assert.All(live.Skip(1), one => Assert.True(one.Update));
        Assert.Contains(
            live,
            one =>
                one.Bundle.Text("text/plain")!.StartsWith("placement: ", StringComparison.Ordinal)
                && one.Bundle.Text("text/html")!.Contains("progressbar")
        );

        // What a saved notebook shows: the verdict in the live output's place, and the figures below it.
        Assert.Matches("better|worse|equivalent|undetermined", seen.Saved[0].Text("text/plain")!);
        Assert.Contains("post", seen.Saved[0].Text("text/html")!);
        Assert.DoesNotContain("progressbar", seen.Saved[0].Text("text/html")!);
        Assert.All(seen.Saved.Skip(1), bundle => Assert.True(bundle.Data.ContainsKey("application/vnd.plotly.v1+json")));
        Assert.Equal(2, seen.Saved.Count - 1);

        var bound = (
            await _notebook.Run(
                "study.Verdicts.Count + \" \" + study.Runs.Count + \" \" + study.Runs.All(run => run.State == RunStatus.Completed)"
            )
        ).Good();
        Assert.Equal("1 4 True", bound.Saved[0].Text("text/plain"));

        // The report names a line that a shell takes.
        Assert.Contains(
            "./workbench ablate placement=pre,post --steps 10 --task copy",
            await File.ReadAllTextAsync(
                (string)(await _notebook.Run("study.Report")).Saved[0].Text("text/plain")!,
                TestContext.Current.CancellationToken
            )
        );

        // A cell that ends in the study shows what the magic showed, and a figure by name is shown alone.
        var value = (await _notebook.Run("study")).Good();
        Assert.Equal(seen.Saved.Select(KindOf), value.Saved.Select(KindOf));
        Assert.Equal(seen.Saved[0].Text("text/plain"), value.Saved[0].Text("text/plain"));
        var curves = Assert.Single((await _notebook.Run("#!figure @study learning-curves")).Good().Saved);
        Assert.True(curves.Data.ContainsKey("application/vnd.plotly.v1+json"));
        Assert.Contains("learning", curves.Text("text/plain"), StringComparison.OrdinalIgnoreCase);
        var written = (await _notebook.Run("#!figure @study learning-curves --out curves.json")).Good().Saved;
        Assert.Equal(2, written.Count);
        Assert.Contains("curves.json", written[0].Text("text/html"));
        Assert.DoesNotContain("learning", written[0].Text("text/html"), StringComparison.OrdinalIgnoreCase);

        // The same cell again is answered from the ledger, and so is the same study in C#.
        var again = (await _notebook.Run(cell)).Good();
        Assert.Contains(
            "4 finished before",
            string.Join('\n', again.Outputs.OfType<DisplayOutput>().Select(one => one.Bundle.Text("text/plain")))
        );
        var code = (
            await _notebook.Run(
                """
                var settings = "model.layers=2 model.width=16 model.headCount=2 model.context=16 position=rope train.batchSize=2 train.evaluationWindows=4 train.checkpointEvery=2".Split(' ');
                var question = new Study { Axes = ["placement=pre,post"], Task = "copy", SeedCount = 2, Threads = 1, Settings = settings }.Steps(10);
                var found = await question.RunAsync();
                found.Study == study.Study
                """
            )
        ).Good();
        Assert.Contains("4 of 4 runs (4 from the ledger), 100 %", code.Saved[0].Text("text/plain"));
        Assert.Equal("True", code.Saved[^1].Text("text/plain"));
    }

    private static bool KindOf(MimeBundle bundle) => bundle.Data.ContainsKey("application/vnd.plotly.v1+json");

    [Fact]
    public async Task An_interrupted_study_says_what_is_kept_and_goes_on()
    {
        var stopped = 0;
        var cell = $"#!ablate placement=pre,post --steps 100 {Tiny} --workers 1";
        var seen = await _notebook.Run(
            cell,
            output =>
            {
                if (
                    output is DisplayOutput { Bundle: { } bundle }
                    && bundle.Text("text/plain") is { } text
                    && Begun().IsMatch(text)
                    && Interlocked.Exchange(ref stopped, 1) == 0
                )
                    _notebook.Interrupt();
            }
        );
        Assert.NotEqual(CellStatus.Ok, seen.Outcome.Status);
        var kept = System.Text.RegularExpressions.Regex.Match(
            seen.Saved[0].Text("text/plain")!,
            "Interrupted: ([0-9]) of 4 runs have finished and are kept"
        );
        Assert.True(kept.Success, seen.Text);
        var again = (await _notebook.Run(cell)).Good();
        var before = FinishedBefore()
            .Match(string.Join('\n', again.Outputs.OfType<DisplayOutput>().Select(one => one.Bundle.Text("text/plain"))));
        // A run may have ended between the last state and the end of its worker.
        Assert.InRange(int.Parse(before.Groups[1].Value), int.Parse(kept.Groups[1].Value), 4);
    }

    [Fact]
    public async Task A_study_whose_runs_fail_shows_its_result_and_is_an_error()
    {
        var seen = await _notebook.Run($"#!ablate placement=pre,post --steps 10 {Tiny} --plugin nowhere.dll");
        Assert.Contains("nowhere.dll", seen.Fault());
    }

    [System.Text.RegularExpressions.GeneratedRegex("([0-9]) finished before")]
    private static partial System.Text.RegularExpressions.Regex FinishedBefore();

    [System.Text.RegularExpressions.GeneratedRegex("[1-3] of 4 runs")]
    private static partial System.Text.RegularExpressions.Regex Begun();
}
