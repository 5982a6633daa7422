using Workbench.Notebook;

namespace Workbench.Notebook.Tests.Magics;

/// <summary>Magics in a notebook, one for the class.</summary>
public sealed class MagicsTests(MagicNotebook notebook) : IClassFixture<MagicNotebook>
{
    [Fact]
    public async Task Code_and_magics_run_in_order()
    {
        var seen = (await notebook.Run("var before = 1;\nbefore + 1\n#!markdown **now**\n")).Good();
        Assert.Equal(["2", "**now**\n"], seen.Saved.Select(bundle => bundle.Text("text/plain")));
        Assert.Equal("**now**\n", seen.Saved[1].Text("text/markdown"));
        var other = (await notebook.Run("%presets --name models\nmodels.Count > 0\n")).Good();
        Assert.Equal("True", other.Saved[^1].Text("text/plain"));
        Assert.IsType<ResultOutput>(other.Outputs[^1]);
    }

    [Theory]
    [InlineData("#if FOO\n  #!nothing at all\n#endif\n40 + 2")]
    [InlineData("#if !FOO\nvar a = 40;\n#else\n#!nothing\n#endif\na + 2")]
    [InlineData("#region magics\n#!presets --name models\n#endregion\n42")]
    [InlineData("#region all\n#region code\nvar a = 40;\n#endregion\n#!presets --name models\na + 2\n#endregion")]
    public async Task Directives_around_magics_are_right(string cell) =>
        Assert.Equal("42", (await notebook.Run(cell)).Good().Saved[^1].Text("text/plain"));

    [Fact]
    public async Task The_first_part_that_fails_ends_the_cell()
    {
        Assert.Contains("#!nothing", (await notebook.Run("#!nothing\nvar unreached = 1;")).Fault());
        Assert.DoesNotContain("unreached", (await notebook.Run("#!who")).Text);
    }

    [Theory]
    [InlineData("#!ablte a=1,2", "there is no such magic (got #!ablte). Did you mean #!ablate? #!lsmagic lists them")]
    [InlineData("#!who;", "there is no such magic (got #!who;). Did you mean #!who")]
    [InlineData("%%html2", "there is no such magic (got #!html2). Did you mean #!html? #!lsmagic lists them")]
    [InlineData(
        "#!ablate position=rope,alibi --sead 3",
        "unknown option (got --sead). Did you mean --seeds or --set or --search? See #!ablate --help"
    )]
    [InlineData(
        "#!ablate position=rope,alib --seeds -1 --task copy",
        "seeds: a study needs at least one seed (got -1); allowed: 1 or more; 2 or more give an interval. Write --seeds "
            + "5.\nmodel.position in alib: there is no position of this name (got \"alib\"); allowed: sinusoidal, learned, rope, "
            + "alibi, t5, shaw, none. Did you mean alibi?"
    )]
    [InlineData(
        "#!ablate position=rope,alib --sead 3",
        "unknown option (got --sead). Did you mean --seeds or --set or --search? See #!ablate --help\nmodel.position in alib: there is no "
            + "position of this name (got \"alib\")"
    )]
    [InlineData(
        "#!runs shwo",
        "unknown command (got shwo); allowed: list, show, diff, export, verify, gc, clean. Did you mean show? See #!runs --help"
    )]
    [InlineData("#!runs list --limit many", "--limit: must be a whole number (got many). See #!runs list --help")]
    [InlineData("#!runs show 1f3a", "run not found: the ledger is empty (got 1f3a). Train one: #!train --data sotu --steps 200")]
    [InlineData(
        "#!ablate",
        "axes: a study needs at least one axis; allowed: path=value,value. For instance: #!ablate position=rope,alibi. "
            + "For a single model: #!train"
    )]
    [InlineData(
        "#!ablate position=@kindz,rope @missing",
        "there is no such variable (got @kindz). Did you mean @kinds? #!whos lists them; write @@kindz for the text "
            + "itself\nthere is no such variable (got @missing). #!whos lists them; write @@missing for the text itself"
    )]
    [InlineData(
        "#!ablate heads=@shape",
        "this variable cannot be converted to a magic's argument (got @shape is anonymous type); allowed: text, numbers, true and "
            + "false, enums, variants, runs, studies, and lists of these"
    )]
    [InlineData("#!ablate heads=@own", "this variable cannot be converted to a magic's argument (got @own is List<object>); allowed: text")]
    [InlineData("#!ablate heads=@endless", "this variable cannot be converted to a magic's argument (got @endless is ")]
    [InlineData("#!generate 1f3a --prompt 'it", "an opening ' is not closed (got generate 1f3a --prompt 'it)")]
    [InlineData(
        "#!presets --name 1st",
        "--name: must be a valid C# variable name (got 1st); allowed: letters, digits and _, not a keyword"
    )]
    [InlineData(
        "#!presets --name class",
        "--name: must be a valid C# variable name (got class); allowed: letters, digits and _, not a keyword"
    )]
    public async Task What_is_written_wrongly_is_refused_with_the_next_step(string cell, string fault)
    {
        (await notebook.Run("string[] kinds = [\"rope\", \"alibi\"]; var shape = new { A = 1 };")).Good();
        (
            await notebook.Run(
                "var own = new List<object>(); own.Add(own); IEnumerable<int> Count() { while (true) yield return 1; } var "
                    + "endless = Count();"
            )
        ).Good();
        Assert.Contains(fault.Replace("(got generate ", "(got "), (await notebook.Run(cell)).Fault().ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_list_that_contains_itself_is_listed()
    {
        (await notebook.Run("var loop = new List<object> { 7 }; loop.Add(loop);")).Good();
        Assert.Contains("[ 7, [ 7, [ 7, [ … ] ] ] ]", (await notebook.Run("#!whos loop")).Good().Text);
    }

    [Fact]
    public async Task Variables_of_csharp_stand_in_magics()
    {
        (
            await notebook.Run(
                """
                var axes = new[] { "rope", "alibi" };
                var few = 3;
                Workbench.Models.Positions.PositionConfig mine = new Workbench.Models.Positions.Rope { Base = 500 };
                """
            )
        ).Good();
        var plan = (
            await notebook.Run(
                "#!ablate position=@axes,@mine --task copy --seeds @few --set train.steps=@few --dry-run --name "
                    + "plan\nplan.RunCount + \" \" + string.Join(' ', plan.Cells.Select(c => c.Label))"
            )
        ).Good();
        Assert.Equal("9 rope alibi rope:500", plan.Saved[^1].Text("text/plain"));
    }

    [Fact]
    public async Task The_result_is_a_variable_of_its_type()
    {
        (await notebook.Run("#!data --name corpora")).Good();
        Assert.Equal("sotu", (await notebook.Run("corpora.First(one => one.Name == \"sotu\").Name")).Good().Saved[^1].Text("text/plain"));
        var whos = (await notebook.Run("#!whos corpora")).Good();
        Assert.Contains("IReadOnlyList<DataItem>", whos.Text);
        Assert.Contains("corpora", (await notebook.Run("%who")).Good().Text);
        Assert.Contains("there is no such variable (got corpra). Did you mean corpora?", (await notebook.Run("%whos corpra")).Fault());
    }

    [Fact]
    public async Task Time_is_told_and_the_value_is_shown()
    {
        var seen = (await notebook.Run("#!time\nvar list = new List<int> { 1, 2 };\nlist.Count * 21")).Good();
        Assert.Equal("42", seen.Saved[0].Text("text/plain"));
        Assert.Matches(
            @"^time: [0-9.]+ (µs|ms|s), [0-9.]+ [kM]?B allocated, [0-9]+ garbage collections?$",
            seen.Saved[1].Text("text/plain")!
        );
        Assert.Equal("2", (await notebook.Run("%time list.Count")).Good().Saved[0].Text("text/plain"));
        var failed = await notebook.Run("#!time\n\nmissing");
        Assert.Contains("missing", failed.Fault());
        Assert.Contains("3", string.Join('\n', failed.Error!.Traceback));
        Assert.StartsWith("time: ", failed.Saved[^1].Text("text/plain"));
    }

    [Fact]
    public async Task Bodies_are_shown_as_what_they_are()
    {
        var html = (await notebook.Run("#!html\n<b>bold</b>\n#!who\n")).Good();
        Assert.Equal("<b>bold</b>\n#!who\n", html.Saved[0].Text("text/html"));
        Assert.Equal("console.log(1)", (await notebook.Run("%%javascript\nconsole.log(1)")).Good().Saved[0].Text("application/javascript"));
        Assert.Equal("3", (await notebook.Run("#!csharp\n1 + 2")).Good().Saved[0].Text("text/plain"));
    }

    [Fact]
    public async Task Magics_are_listed_and_explain_themselves()
    {
        var list = (await notebook.Run("%lsmagic")).Good();
        Assert.Contains("#!ablate", list.Text);
        Assert.Contains("<td", list.Saved[0].Text("text/html"));
        var help = (await notebook.Run("#!ablate -h")).Good();
        Golden.Check(help.Text, "golden/ablate-help.txt");
        var part = (await notebook.Run("#!runs list --help")).Good();
        Assert.Contains("#!runs list [options]", part.Text);
        Assert.DoesNotContain("--json", part.Text);
        Assert.DoesNotContain("./workbench", help.Text);
        Assert.Contains("Usage:", (await notebook.Run("#!time -h")).Good().Text);
    }

    [Fact]
    public async Task A_files_code_runs_here()
    {
        await File.WriteAllTextAsync(
            Path.Combine(notebook.Folder, "helpers.csx"),
            "int Twice(int n) => 2 * n;\n#!presets --name imported\n",
            TestContext.Current.CancellationToken
        );
        Assert.Equal("8", (await notebook.Run("#!import helpers.csx\nTwice(4)")).Good().Saved[^1].Text("text/plain"));
        Assert.Contains("imported", (await notebook.Run("#!who")).Text);
        Assert.Contains("missing.csx", (await notebook.Run("#!import missing.csx")).Fault());
    }

    [Fact]
    public async Task About_says_what_runs_here()
    {
        var about = (await notebook.Run("#!about")).Good();
        Assert.Contains("libtorch", about.Text);
        Assert.Contains(notebook.Folder, about.Text);
    }

    [Theory]
    [InlineData("#!variants position", "rope")]
    [InlineData("#!presets tiny-gpt", "tiny-gpt")]
    [InlineData("#!model tiny-gpt position=rope", "parameters")]
    [InlineData("#!device", "cpu")]
    [InlineData("#!data where sotu", "sotu")]
    [InlineData("#!runs", "no runs")]
    public async Task An_operations_result_is_html_and_words(string cell, string word)
    {
        var seen = (await notebook.Run(cell)).Good();
        Assert.Contains(word, seen.Saved[0].Text("text/plain")!, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("<", seen.Saved[0].Text("text/html"));
        Assert.DoesNotContain("./workbench ", seen.Saved[0].Text("text/html"));
    }
}
