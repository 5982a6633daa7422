using Workbench.Notebook;

namespace Workbench.Notebook.Tests.Magics;

/// <summary>One small run on a text, and what magics do with it.</summary>
public sealed class TrainedMagicsTests(MagicNotebook notebook) : IClassFixture<MagicNotebook>
{
    private async Task<MagicNotebook.Seen> Train(string more = "")
    {
        await File.WriteAllTextAsync(
            Path.Combine(notebook.Folder, "text.txt"),
            string.Concat(Enumerable.Repeat("the model reads what a person wrote. ", 200)),
            TestContext.Current.CancellationToken
        );
        return (
            await notebook.Run(
                $"#!train --data text.txt --steps 12 --threads 1 model.layers=2 model.width=16 model.headCount=2 model.context=16 "
                    + $"\\\n  train.batchSize=2 train.evaluationWindows=4 position=rope {more} --name run"
            )
        ).Good();
    }

    [Fact]
    public async Task A_training_shows_its_curve_while_it_runs_and_at_the_end()
    {
        var seen = await Train("--seed 7");
        var updates = seen.Outputs.OfType<DisplayOutput>().Where(one => one.DisplayId is not null).ToList();
        Assert.Single(updates.Select(one => one.DisplayId).Distinct());
        Assert.Contains("completed:", seen.Saved[0].Text("text/plain"));
        Assert.True(seen.Saved[1].Data.ContainsKey("application/vnd.plotly.v1+json"));
        Assert.Equal("Completed", (await notebook.Run("run.State.ToString()")).Good().Saved[0].Text("text/plain")!.Trim('"'));
        // Answered from the ledger the second time.
        Assert.Contains("answered from the ledger", (await Train("--seed 7")).Text);
    }

    [Fact]
    public async Task A_training_from_code_leaves_no_empty_output()
    {
        await Train("--seed 8");
        var again = (
            await notebook.Run(
                "var config = new RunFolder(run.Folder).ReadConfig();\nvar same = await config.TrainAsync(threads: 1);\nsame.Id == run.Id"
            )
        ).Good();
        Assert.All(again.Saved, bundle => Assert.NotEqual("", bundle.Text("text/plain")));
        var fresh = (
            await notebook.Run("var other = config with { Seed = 9 };\nvar trained = await other.TrainAsync(threads: 1);\ntrained.State")
        ).Good();
        Assert.All(fresh.Saved, bundle => Assert.NotEqual("", bundle.Text("text/plain")));
        Assert.Contains("100 %", fresh.Saved[0].Text("text/plain"));
    }

    [Fact]
    public async Task Runs_of_the_ledger_are_offered_where_one_is_named()
    {
        await Train("--seed 10");
        await Train("--seed 11");
        var newest = (await notebook.Run("run.Id.Substring(0, 12)")).Good().Saved[0].Text("text/plain")!.Trim('"');
        Assert.Contains(
            await notebook.Offered($"#!runs show {newest[..4]}"),
            match =>
                match.Text == newest
                && match.Signature!.StartsWith("completed, ", StringComparison.Ordinal)
                && match.Signature.Contains(", seed 11: 2x16")
        );
        Assert.Equal(newest, (await notebook.Complete("#!generate "))[0]);
        Assert.Equal(newest, (await notebook.Complete("#!attention --layers 1 "))[0]);
        var others = await notebook.Complete($"#!compare {newest} ");
        Assert.NotEmpty(others);
        Assert.DoesNotContain(newest, others);
        Assert.Empty(await notebook.Complete($"#!generate {newest} "));
        Assert.Empty(await notebook.Complete("#!runs show zz"));
        Assert.Empty(await notebook.Complete("#!generate --ledger elsewhere "));
        Assert.False(Directory.Exists(Path.Combine(notebook.Folder, "elsewhere")));
        // What is offered is not what the argument is called.
        var help = (await notebook.Run("#!generate --help")).Good().Text;
        Assert.Contains("<run>", help, StringComparison.Ordinal);
        Assert.DoesNotContain(newest, help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trained_run_writes_and_its_attention_is_seen()
    {
        await Train();
        var written = (await notebook.Run("#!generate @run --prompt 'the model ' --tokens 12 --greedy --name text")).Good();
        Assert.StartsWith("the model ", written.Saved[0].Text("text/plain"));
        Assert.Single(written.Saved);
        var attention = (await notebook.Run("var words = \"the model reads\";\n#!attention @run --text @words --layers 1")).Good();
        Assert.Contains(attention.Saved, bundle => bundle.Data.ContainsKey("application/vnd.plotly.v1+json"));
        Assert.Contains("run", (await notebook.Run("#!runs show @run")).Good().Text);
        Assert.Contains("no run has this identity (got nothing)", (await notebook.Run("#!generate nothing --prompt x")).Fault());
    }
}
