using System.ComponentModel;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Positions;
using Workbench.Notebook.Magics;

namespace Workbench.Notebook.Tests.Magics;

/// <summary>Completion and help of magics while they are written; | is the cursor.</summary>
public sealed class CellMagicsTests(MagicNotebook notebook) : IClassFixture<MagicNotebook>
{
    private static readonly IReadOnlyList<CellVariable> Variables =
    [
        new("kinds", typeof(string[]), null),
        new("knots", typeof(int), 3),
        new("study", typeof(object), null),
    ];

    private CellMagics Magics => new(MagicList.All(notebook.HostEnvironment), () => Variables, notebook.Folder);

    /// <summary>What the cell becomes with each candidate.</summary>
    private IReadOnlyList<string>? Completed(string cell)
    {
        var cursor = cell.IndexOf('|');
        var code = cell.Remove(cursor, 1);
        return Magics.Complete(code, cursor) is not { } list
            ? null
            : [.. list.Matches.Select(match => code[..list.Start] + match.Text + code[list.End..])];
    }

    [Theory]
    [InlineData("#!abl|", "#!ablate")]
    [InlineData("%lsm|", "%lsmagic")]
    [InlineData("%%jav|", "%%javascript")]
    [InlineData("var x = 1;\n  #!whos|\nx", "var x = 1;\n  #!whos\nx")]
    [InlineData("#!time\n%abo|", "#!time\n%about")]
    [InlineData("#!ablate --see|", "#!ablate --seeds")]
    [InlineData("#!ablate posi|", "#!ablate position=")]
    [InlineData("#!ablate position=ali|", "#!ablate position=alibi")]
    [InlineData("#!ablate placement=pre,po|", "#!ablate placement=pre,post")]
    [InlineData("#!ablate position=rope:ba|", "#!ablate position=rope:base=")]
    [InlineData("#!ablate attention=performer:features=8:orthogonal=f|", "#!ablate attention=performer:features=8:orthogonal=false")]
    [InlineData("#!ablate {placement=pre train.warm|", "#!ablate {placement=pre train.warmup=")]
    [InlineData("#!ablate \"{placement=p|", "#!ablate \"{placement=pre;#!ablate \"{placement=post;#!ablate \"{placement=parallel")]
    [InlineData("#!ablate a=1 --set train.warm|", "#!ablate a=1 --set train.warmup=")]
    [InlineData("#!ablate position=rope \\\n  --base sm|", "#!ablate position=rope \\\n  --base small-gpt")]
    [InlineData("#!runs sh|", "#!runs show")]
    [InlineData("#!runs list --state comp|", "#!runs list --state completed")]
    [InlineData("#!data get so|", "#!data get sotu")]
    [InlineData("#!train --data so|", "#!train --data sotu")]
    [InlineData("#!ablate position=@ki|", "#!ablate position=@kinds")]
    [InlineData("#!ablate @k|", "#!ablate @kinds;#!ablate @knots")]
    [InlineData("#!ablate heads=mha,@knots|", "#!ablate heads=mha,@knots")]
    [InlineData("#!import fol|", "#!import folder/")]
    [InlineData("#!import folder/|", "#!import folder/a.csx")]
    [InlineData("#!ablate a=1,2 --plugin fol|", "#!ablate a=1,2 --plugin folder/")]
    public void A_word_is_completed(string cell, string expected)
    {
        Directory.CreateDirectory(Path.Combine(notebook.Folder, "folder"));
        File.WriteAllText(Path.Combine(notebook.Folder, "folder", "a.csx"), "");
        Assert.Equal(
            expected.Split(';').Length > 1 && !expected.StartsWith("var", StringComparison.Ordinal) ? expected.Split(';') : [expected],
            Completed(cell)
        );
    }

    [Fact]
    public void Every_magic_is_offered_after_the_mark()
    {
        Assert.Contains("#!ablate", Completed("#!|")!);
        Assert.Equal(MagicList.All(notebook.HostEnvironment).All.Count, Completed("%|")!.Count);
    }

    [Theory]
    [InlineData("var s = \"\"\"\n#!abl|\n\"\"\";")]
    [InlineData("var s = total\n%coun|")]
    [InlineData("#!time\nConsole.Wri|")]
    [InlineData("%time Console.Wri|")]
    [InlineData("1 + |")]
    public void Code_is_left_to_csharp(string cell) => Assert.Null(Completed(cell));

    [Fact]
    public void Variants_registered_at_run_time_are_offered()
    {
        using var registered = Variants.Shadow([("completed-test", typeof(CompletedPosition))]);
        Assert.Equal(["#!ablate position=rope,completed-test"], Completed("#!ablate position=rope,completed|"));
        Assert.Equal(["#!ablate position=completed-test:reach="], Completed("#!ablate position=completed-test:re|"));
        Assert.Contains("completed-test: a position of a test", Help("#!ablate position=comple|ted-test"));
    }

    [Theory]
    [InlineData("#!ab|late position=rope", "Run an ablation study")]
    [InlineData("%who|s", "List the variables of the notebook")]
    [InlineData("#!ablate --see|ds 3", "--seeds <n>\nSeeds 1, 2, …")]
    [InlineData("#!ablate --da|ta x", "(data list shows it)")]
    [InlineData("#!ablate position=ro|pe,alibi", "rope: ")]
    [InlineData("#!ablate position=rope,ali|bi", "alibi: ")]
    [InlineData("#!ablate posi|tion", "position: ")]
    [InlineData("#!html <b|>", "Show the rest of the cell as HTML")]
    public void Help_on_what_stands_at_the_cursor(string cell, string part) => Assert.Contains(part, Help(cell));

    [Theory]
    [InlineData("#!who\nvar x = 1;\n", "     \nvar x = 1;\n")]
    [InlineData("x;\n#!html\n<b>\n#!who", "x;\n      \n   \n     ")]
    [InlineData("%time f(1)\n%who\nf(2)", "      f(1)\n    \nf(2)")]
    [InlineData("#!ablate a=1 \\\r\n b=2\r\nx", "              \r\n    \r\nx")]
    public void What_remains_is_csharp(string cell, string code) => Assert.Equal(code, Magics.WithoutMagics(cell));

    private string Help(string cell)
    {
        var cursor = cell.IndexOf('|');
        return Magics.Inspect(cell.Remove(cursor, 1), cursor)!.Text("text/plain")!;
    }

    /// <summary>Registered for completion alone.</summary>
    [Description("a position of a test")]
    public sealed record CompletedPosition : PositionConfig
    {
        /// <inheritdoc/>
        public override bool CanExtrapolate => true;

        /// <inheritdoc/>
        public override PositionEncoding Build(BuildPlan plan) => throw new InvalidOperationException("it is only named");

        /// <summary>How far.</summary>
        public int Reach { get; init; } = 3;
    }
}
