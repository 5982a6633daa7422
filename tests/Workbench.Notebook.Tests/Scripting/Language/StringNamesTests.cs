using Workbench.Configuration;
using Workbench.Models.Positions;
using Workbench.Notebook.Scripting.Language;

namespace Workbench.Notebook.Tests.Scripting.Language;

public class StringNamesTests
{
    private static readonly Lazy<LanguageState> Session = new(() => Chain.After("var study = Study.From(\"tiny-gpt\");"));

    [Theory]
    [InlineData("Study.From(\"ti|", "tiny-gpt")]
    [InlineData("Study.From(\"ti|\")", "tiny-gpt")]
    [InlineData("Study.From(@\"ti|\")", "tiny-gpt")]
    [InlineData("Study.From(baseConfig: \"ti|\")", "tiny-gpt")]
    [InlineData("Study.From(\"tiny-gpt\").Vary(\"posi|", "position")]
    [InlineData("study.Vary(\"model.lay|", "model.layers")]
    [InlineData("study.Vary(\"position\", \"rop|\")", "rope")]
    [InlineData("study.Vary(\"position\", \"rope\", \"ali|\")", "alibi")]
    [InlineData("study.Vary(\"position\", [\"rope\", \"ali|\"])", "alibi")]
    [InlineData("study.Vary(\"position\", new[] { \"rope\", \"ali|\" })", "alibi")]
    [InlineData("study.Vary(\"position\", \"rope:ba|\")", "base=")]
    [InlineData("study.Vary(\"position\", \"rope:base=5:lay|\")", "layout=")]
    [InlineData("study.Vary(\"position\", \"rope:layout=ha|\")", "half-split")]
    [InlineData("study.Vary(\"placement\", \"po|\")", "post")]
    [InlineData("study.VaryTogether(\"placement=pre train.warm|\")", "train.warmup=")]
    [InlineData("study.VaryTogether(\"placement=po|\")", "post")]
    [InlineData("study.With(\"train.st|\")", "train.steps")]
    [InlineData("study.With(\"model.position\", \"al|\")", "alibi")]
    [InlineData("study.On(\"co|\")", "copy")]
    [InlineData("study.On(\"mqar:pa|\")", "pairs=")]
    [InlineData("study.On(\"char-lm\", data: \"so|\")", "sotu")]
    [InlineData("study.On(\"char-lm\", \"mob|\")", "moby-dick")]
    [InlineData("new Study { Base = \"ti|\" }", "tiny-gpt")]
    [InlineData("new Study { Axes = [\"position=rope,al|\"] }", "alibi")]
    [InlineData("var other = study with { Data = \"so|\" }", "sotu")]
    [InlineData("var next = study with { Dtype = \"fl|\" };", "float32")]
    [InlineData("study.Task == \"cop|\"", "copy")]
    [InlineData("ModelPresets.Named(\"sm|\")", "small-gpt")]
    [InlineData("Variants.Parse<PositionConfig>(\"sinu|\")", "sinusoidal")]
    public async Task The_best_name(string cell, string expected) => Assert.Equal(expected, (await Chain.Names(Session.Value, cell))[0]);

    [Fact]
    public async Task Without_a_letter_every_name_is_offered_in_its_own_order()
    {
        Assert.Equal(Variants.NamesOf(typeof(PositionConfig)), await Chain.Names(Session.Value, "study.Vary(\"position\", \"|\")"));
        Assert.Equal("placement", (await Chain.Names(Session.Value, "study.Vary(\"|\")"))[0]);
    }

    [Fact]
    public async Task Only_the_name_at_the_cursor_is_replaced()
    {
        var list = await Chain.Complete(Session.Value, "study.Vary(\"position\", \"rope:layout=ha|lf\")");
        Assert.Equal(("half-split", 36, 40), (list.Matches[0].Text, list.Start, list.End));
        Assert.Equal("value", list.Matches[0].Kind);
    }

    [Fact]
    public async Task A_variants_signature_is_its_parameters()
    {
        var match = (await Chain.Complete(Session.Value, "study.Vary(\"position\", \"rop|\")")).Matches[0];
        Assert.StartsWith("base=10000", match.Signature);
    }

    [Fact]
    public void A_variant_that_a_cell_has_registered_is_offered()
    {
        Variants.Register<Mine>("mine");
        Assert.Equal(["mine"], GrammarNames.VariantsOf(typeof(FamilyOfThisTest), "mi").Names.Select(name => name.Text));
        Assert.Equal(["depth="], GrammarNames.VariantsOf(typeof(FamilyOfThisTest), "mine:de").Names.Select(name => name.Text));
    }

    [Theory]
    [InlineData("Console.WriteLine(\"so|\")")]
    [InlineData("study.Vary(\"no-such-axis\", \"ro|\")")]
    [InlineData("study.Vary(\"position\", \"no-such:ro|\")")]
    public async Task Any_other_string_is_the_readers_own(string cell) => Assert.Empty(await Chain.Names(Session.Value, cell));

    // A family of its own: the Workbench's are shared by every test of the process.
    [VariantFamily("family-of-this-test")]
    internal abstract record FamilyOfThisTest;

    internal sealed record Mine : FamilyOfThisTest
    {
        public int Depth { get; init; } = 3;
    }
}
