using FsCheck;
using FsCheck.Fluent;
using Workbench.Ablation;

namespace Workbench.Tests.Ablation;

public class StudyGrammarTests
{
    [Theory]
    [InlineData("placement=pre,post", "model.placement")]
    [InlineData("norm=layernorm,rmsnorm", "model.norm")]
    [InlineData("position=sinusoidal,rope", "model.position")]
    [InlineData("heads=mha,gqa:2", "model.heads")]
    [InlineData("attention=full,performer:features=64", "model.attention")]
    [InlineData("ffn=gelu,swiglu", "model.feedForward")]
    [InlineData("attention.features=64,128", "model.attention.features")]
    [InlineData("train.warmup=0,200", "train.warmup")]
    [InlineData("model.layers=2,4", "model.layers")]
    [InlineData("train.batch-size=4,8", "train.batchSize")]
    [InlineData("task.pairs=4,8", "task.pairs")]
    public void An_axis_is_a_path_and_its_values(string text, string path)
    {
        var axis = Assert.Single(StudyGrammar.ParseAxes([text]));
        Assert.Equal(text[..text.IndexOf('=')], axis.Name);
        Assert.All(axis.Values, value => Assert.Equal(path, Assert.Single(value.Settings).Path));
        Assert.Equal(text[(text.IndexOf('=') + 1)..].Split(','), axis.Values.Select(value => value.Label));
        Assert.Equal(text, axis.ToString());
    }

    [Fact]
    public void A_variant_carries_its_arguments()
    {
        var axis = Assert.Single(StudyGrammar.ParseAxes(["position=sinusoidal,rope:base=500000, alibi"]));
        Assert.Equal(["sinusoidal", "rope:base=500000", "alibi"], axis.Values.Select(value => value.Settings[0].Text));
    }

    [Fact]
    public void A_coupling_sets_several_paths_together()
    {
        var axis = Assert.Single(StudyGrammar.ParseAxes(["{placement=pre train.warmup=0, placement=post train.warmup=200}"]));
        Assert.Equal("placement+train.warmup", axis.Name);
        Assert.True(axis.IsCoupling);
        Assert.Equal(["placement=pre train.warmup=0", "placement=post train.warmup=200"], axis.Values.Select(value => value.Label));
        Assert.Equal([new Setting("model.placement", "post"), new Setting("train.warmup", "200")], axis.Values[1].Settings);
        Assert.Equal("{placement=pre train.warmup=0, placement=post train.warmup=200}", axis.ToString());
    }

    [Theory]
    [InlineData(
        "postion=rope,alibi",
        "no axis has this name (got \"postion\"); allowed: placement, norm, position, heads, attention, ffn, architecture, tokenizer, and any path of "
            + "model, train, task or pretrain. Did you mean position?"
    )]
    [InlineData(
        "layers=2,4",
        "no axis has this name (got \"layers\"); allowed: placement, norm, position, heads, attention, ffn, architecture, tokenizer, and any path of "
            + "model, train, task or pretrain. Did you mean model.layers?"
    )]
    [InlineData(
        "seed=1,2",
        "no axis has this name (got \"seed\"); allowed: placement, norm, position, heads, attention, ffn, architecture, tokenizer, and any path of model, "
            + "train, task or pretrain"
    )]
    [InlineData(
        "position",
        "an axis is a path and its values (got \"position\"); allowed: path=value,value or \"{path=value path=value, …}\". Did "
            + "you mean position?"
    )]
    [InlineData(
        "position=",
        "an axis needs values (got \"position=\"); allowed: path=value,value or \"{path=value path=value, …}\". Did you mean position?"
    )]
    [InlineData(
        "position=rope,,alibi",
        "an axis has a value between its commas (got position=rope,,alibi); allowed: path=value,value or "
            + "\"{path=value path=value, …}\". Remove the comma, or write the value."
    )]
    [InlineData("position=rope,alibi,rope", "position: an axis has each value once (got rope). Remove one rope.")]
    [InlineData(
        "{placement=pre, placement=post",
        "a coupling is enclosed in one pair of braces (got "
            + "{placement=pre, placement=post); allowed: path=value,value or \"{path=value path=value, …}\""
    )]
    [InlineData(
        "{placement=pre train.warmup=0, placement=post}",
        "every part of a coupling sets the same paths (got placement=post); allowed: model.placement train.warmup. Write every path "
            + "in every part; a path left out would silently keep the base's value."
    )]
    [InlineData(
        "{placement=pre placement=post, placement=post placement=pre}",
        "a coupling sets a path once (got placement=pre placement=post); allowed: one value for model.placement"
    )]
    [InlineData(
        "{placement=pre,}",
        "each part of a coupling sets a path (got {placement=pre,}); allowed: path=value,value or "
            + "\"{path=value path=value, …}\". Remove the comma, or write path=value."
    )]
    public void What_is_no_axis_is_refused_with_what_is_near(string text, string message)
    {
        var error = Assert.Throws<InvalidInputException>(() => StudyGrammar.ParseAxes([text]));
        Assert.Equal(message, error.Faults[0].ToString());
    }

    [Fact]
    public void All_faults_of_all_axes_are_listed_at_once()
    {
        var error = Assert.Throws<InvalidInputException>(() => StudyGrammar.ParseAxes(["postion=rope", "heads=mha,,mqa", "placement"]));
        Assert.Equal(3, error.Faults.Count);
        Assert.Equal(3, error.Message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void A_path_belongs_to_one_axis()
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            StudyGrammar.ParseAxes(["placement=pre,post", "{model.placement=pre train.warmup=0, model.placement=post train.warmup=9}"])
        );
        Assert.Equal(
            "a path belongs to one axis (got model.placement); allowed: one axis that sets it. Join the values in one axis.",
            Assert.Single(error.Faults).ToString()
        );
    }

    [Theory]
    [InlineData("placement=pre,post  position=rope --seeds 3", new[] { "placement=pre,post", "position=rope", "--seeds", "3" })]
    [InlineData(
        "{placement=pre train.warmup=0, placement=post train.warmup=9} --task copy",
        new[] { "{placement=pre train.warmup=0, placement=post train.warmup=9}", "--task", "copy" }
    )]
    [InlineData("\"{a=1 b=2}\" 'two words' --data=\"my file.txt\" ''", new[] { "{a=1 b=2}", "two words", "--data=my file.txt", "" })]
    public void A_magics_line_is_split_as_a_shell_would(string line, string[] words) => Assert.Equal(words, StudyGrammar.Split(line));

    [Theory]
    [InlineData("{placement=pre", "a brace is not closed (got {placement=pre). Add }.")]
    [InlineData("--data \"my file", "a quote is not closed (got --data \"my file). Add \".")]
    public void What_is_not_closed_is_refused(string line, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidInputException>(() => StudyGrammar.Split(line)).Message);

    [Fact]
    public void An_axis_reads_back_what_it_writes() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                (
                    from path in Gen.Elements("placement", "heads", "train.warmup", "model.layers", "attention.features")
                    from count in Gen.Choose(1, 6)
                    from values in Gen.ArrayOf(Gen.Choose(0, 1000), count)
                    select $"{path}={string.Join(',', values.Distinct())}"
                ).ToArbitrary(),
                text => StudyGrammar.ParseAxes([StudyGrammar.ParseAxes([text])[0].ToString()])[0].ToString() == text
            )
        );

    [Fact]
    public void Completion_knows_aliases_and_paths_and_no_others()
    {
        var paths = StudyGrammar.Paths();
        Assert.Equal(["placement", "norm", "position", "heads", "attention", "ffn"], paths.Take(6));
        Assert.Contains("train.learningRate", paths);
        Assert.Contains("model.position.base", paths);
        Assert.DoesNotContain("seed", paths);
        Assert.DoesNotContain("device", paths);
    }
}
