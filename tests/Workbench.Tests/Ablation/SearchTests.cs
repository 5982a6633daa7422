using Workbench.Ablation;
using Workbench.Models.FeedForward;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

public class SearchTests
{
    private static readonly Study Three = new()
    {
        Axes = ["placement=pre,post", "position=sinusoidal,rope,alibi", "norm=layernorm,rmsnorm"],
        SeedCount = 2,
        Settings = ["train.steps=200"],
    };

    private static Plan Plan(Study study) => new Planner(new RealCosts(), 2).Plan(study);

    private sealed class RealCosts : IRunResolver
    {
        private readonly FakeResolver _fake = new();

        public RunConfig Resolve(RunConfig config) => _fake.Resolve(config);

        public Metric MetricOf(RunConfig config) => _fake.MetricOf(config);
    }

    [Fact]
    public void One_factor_at_a_time_changes_one_value_of_the_baseline()
    {
        var plan = Plan(Three with { Search = "one-at-a-time", Baseline = ["position=rope"] });
        Assert.Equal(
            [
                "pre · rope · layernorm",
                "post · rope · layernorm",
                "pre · sinusoidal · layernorm",
                "pre · alibi · layernorm",
                "pre · rope · rmsnorm",
            ],
            plan.Cells.Select(cell => cell.Label)
        );
        Assert.Equal("pre · rope · layernorm", plan.Baseline.Label);
        Assert.False(plan.HasAxisEffects);
        Assert.Empty(plan.Crossings);
    }

    [Fact]
    public void Random_cells_are_distinct_repeatable_and_have_the_baseline()
    {
        Study With(string search) => Three with { Search = search };
        var plan = Plan(With("random:6"));
        Assert.Equal(6, plan.Cells.Select(cell => cell.Label).Distinct().Count());
        Assert.Equal("pre · sinusoidal · layernorm", plan.Baseline.Label);
        Assert.Equal(plan.Cells.Select(cell => cell.Label), Plan(With("random:cells=6")).Cells.Select(cell => cell.Label));
        Assert.NotEqual(plan.Cells.Select(cell => cell.Label), Plan(With("random:6:seed=2")).Cells.Select(cell => cell.Label));
        // More cells than there are: the grid.
        Assert.Equal(Plan(Three).Cells.Select(cell => cell.Label), Plan(With("random:20")).Cells.Select(cell => cell.Label));
    }

    [Fact]
    public void Random_cells_take_every_value_about_as_often()
    {
        var values = string.Join(",", Enumerable.Range(1, 10).Select(i => 8 * i));
        var parsed = StudyGrammar.ParseAxes(
            new[] { "model.width", "model.layers", "model.context", "train.steps", "train.warmup", "train.batchSize" }.Select(path =>
                $"{path}={values}"
            )
        );
        IReadOnlyList<AxisValue> baseline = [.. parsed.Select(axis => axis.Values[0])];
        var cells = new Workbench.Ablation.Search.RandomCells { Cells = 2000 }.Choose(parsed, baseline);
        Assert.Equal(2000, cells.Select(cell => string.Join(' ', cell)).Distinct().Count());
        // Binomial with mean 200 and deviation 13.4: five deviations.
        foreach (var (index, axis) in parsed.Index())
            Assert.All(axis.Values, value => Assert.InRange(cells.Count(cell => cell[index] == value), 133, 267));
    }

    [Fact]
    public void A_grid_of_a_million_cells_asks_for_a_budget()
    {
        var many = string.Join(",", Enumerable.Range(1, 100));
        Study study = new() { Axes = [$"train.warmup={many}", $"train.batchSize={many}", $"train.evaluationWindows={many}"] };
        var fault = Assert.Single(Assert.Throws<InvalidInputException>(() => Plan(study)).Faults);
        Assert.Contains("1,000,000", fault.Value, StringComparison.Ordinal);
        Assert.Contains("--search random:cells=50", fault.NextStep, StringComparison.Ordinal);
        Assert.Equal(50, Plan(study with { Search = "random:cells=50" }).Cells.Count);
    }

    [Fact]
    public void A_search_that_does_not_exist_is_refused() =>
        Assert.Contains(
            "one-at-a-time",
            Assert.Throws<InvalidInputException>(() => Plan(Three with { Search = "one-at-time" })).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_grid_shows_interactions_of_every_pair_of_values()
    {
        var plan = Plan(Three);
        Assert.Equal(
            [
                "placement=post x position=rope",
                "placement=post x position=alibi",
                "placement=post x norm=rmsnorm",
                "position=rope x norm=rmsnorm",
                "position=alibi x norm=rmsnorm",
            ],
            plan.Crossings.Select(one => one.Name)
        );
        var crossing = plan.Crossings.First();
        Assert.Equal(2, crossing.Cells.Count);
        Assert.Equal(
            ("post · rope · rmsnorm", "post · sinusoidal · rmsnorm", "pre · rope · rmsnorm", "pre · sinusoidal · rmsnorm"),
            (crossing.Cells[1].Both.Label, crossing.Cells[1].First.Label, crossing.Cells[1].Second.Label, crossing.Cells[1].None.Label)
        );
    }

    [Theory]
    [InlineData(0.05, VerdictWord.Worse)]
    [InlineData(-0.05, VerdictWord.Better)]
    [InlineData(0, VerdictWord.Equivalent)]
    public void An_interaction_is_what_both_do_beyond_each_alone(double together, VerdictWord word)
    {
        var plan = Plan(new Study { Axes = ["placement=pre,post", "norm=layernorm,rmsnorm,scalenorm"], SeedCount = 6 });
        var runs = plan
            .Cells.Select(cell =>
                (IReadOnlyList<RunRecord>)
                    [
                        .. plan.Seeds.Select(seed => new RunRecord
                        {
                            Id = "",
                            Environment = "here",
                            Folder = "nowhere",
                            Seed = seed,
                            State = RunStatus.Completed,
                            FinalMetric =
                                2
                                + (0.3 * Math.Sin(seed))
                                + (cell.Values[0].Label == "post" ? 0.2 : 0)
                                + (cell.Values[1].Label == "rmsnorm" ? -0.1 : 0)
                                + (cell.Label == "post · rmsnorm" ? together + (0.001 * Math.Cos(7 * seed)) : 0),
                        }),
                    ]
            )
            .ToList();
        var result = ResultBuilder.Build(plan, new Metric("loss", "", LowerIsBetter: true), runs);
        Assert.Equal(["placement=post x norm=rmsnorm", "placement=post x norm=scalenorm"], result.Interactions.Select(one => one.Name));
        var verdict = result.Interactions[0].Verdict;
        Assert.Equal((word, word), (verdict.Word, verdict.CorrectedWord));
        Assert.Equal(together, verdict.Difference.Mean, 0.001);
        Assert.Equal(0, result.Interactions[1].Verdict.Difference.Mean, 1e-12);
        // Main effects average the interaction: over three norms one of which has it.
        Assert.Equal(0.2 + (together / 3), result.AxisVerdicts.Single(one => one.Value.Label == "post").Verdict.Difference.Mean, 0.001);
        Assert.All(
            result.CellVerdicts,
            one => Assert.True(one.Verdict.SimultaneousInterval!.Value.HalfWidth >= one.Verdict.Difference.Interval!.Value.HalfWidth)
        );
        Assert.Equal(0, verdict.Sensitivity!.DecisiveSeeds);
    }

    [Theory]
    [InlineData("params")]
    [InlineData("flops")]
    public void Matching_gives_every_variant_the_baselines_size(string quantity)
    {
        var study = new Study { Axes = ["ffn=relu,swiglu", "heads=mha,mqa"], Match = quantity };
        double Cost(Cell cell) =>
            quantity == "params" ? cell.Config.Model.ParameterCount() : cell.Config.Model.FlopsPerToken(cell.Config.Model.Context);
        var plan = Plan(study);
        var target = Cost(plan.Baseline);
        Assert.All(plan.Cells, cell => Assert.InRange(Cost(cell) / target, 0.995, 1.005));
        Assert.Equal(4, ((ReluFeedForward)plan.Baseline.Config.Model.FeedForward).Multiple);
        var mqa = plan.Cells.Single(cell => cell.Label == "relu · mqa");
        // What multi-query attention saves goes into the inner width (Shazeer 2019).
        Assert.True(((ReluFeedForward)mqa.Config.Model.FeedForward).Multiple > 4);
        Assert.Contains(plan.Audit.Remarks, remark => remark.StartsWith("relu · mqa: inner width ", StringComparison.Ordinal));
        // The nearest width: one unit more or less is further away.
        foreach (var cell in plan.Cells.Where(cell => cell.Adjustment is not null))
        foreach (var other in new[] { -1, 1 })
        {
            var (model, feedForward) = (cell.Config.Model, cell.Config.Model.FeedForward);
            var near = model with { FeedForward = feedForward with { Multiple = feedForward.Multiple + ((double)other / model.Width) } };
            var cost = quantity == "params" ? near.ParameterCount() : near.FlopsPerToken(model.Context);
            Assert.True(Math.Abs(cost - target) >= Math.Abs(Cost(cell) - target));
        }
        Assert.NotEqual(plan.Id, Plan(study with { Match = null }).Id);
    }

    [Fact]
    public void What_cannot_be_matched_is_refused()
    {
        string Message(Study study) => Assert.Throws<InvalidInputException>(() => Plan(study)).Message;
        var layers = new Study { Axes = ["model.layers=2,12"], Match = "params" };
        Assert.Contains("cannot be matched", Message(layers), StringComparison.Ordinal);
        Assert.Contains("params, flops", Message(layers with { Match = "size" }), StringComparison.Ordinal);
        Assert.Contains("is an axis here", Message(new Study { Axes = ["ffn.multiple=2,4"], Match = "flops" }), StringComparison.Ordinal);
    }

    [Fact]
    public void The_audit_sees_depth_tokens_and_the_order_of_the_data()
    {
        var warnings = Plan(new Study { Axes = ["model.layers=2,4", "train.batchSize=12,24"] })
            .Audit.Warnings.Where(one => one.Cell.Label == "4 · 24")
            .Select(one => one.Quantity)
            .ToList();
        Assert.Contains("layers", warnings);
        Assert.Contains("training tokens", warnings);
        Assert.Contains("data order", warnings);
    }
}
