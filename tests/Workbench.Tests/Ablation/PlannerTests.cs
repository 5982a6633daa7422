using Workbench.Ablation;

namespace Workbench.Tests.Ablation;

public class PlannerTests
{
    private static readonly Study Grid = new()
    {
        Axes = ["placement=pre,post", "position=sinusoidal,rope,alibi"],
        SeedCount = 5,
        Settings = ["train.steps=200"],
    };

    private static Plan Plan(Study study, int cores = 2) => new Planner(new FakeResolver(), cores).Plan(study);

    [Fact]
    public void A_grid_is_every_combination_and_its_runs_are_seeds_major()
    {
        var plan = Plan(Grid);
        Assert.Equal(
            ["pre · sinusoidal", "pre · rope", "pre · alibi", "post · sinusoidal", "post · rope", "post · alibi"],
            plan.Cells.Select(cell => cell.Label)
        );
        Assert.Equal(30, plan.Runs.Count);
        Assert.Equal([1, 1, 1, 1, 1, 1, 2], plan.Runs.Take(7).Select(run => (int)run.Seed));
        Assert.Equal(30, plan.Runs.Select(run => run.Id).Distinct().Count());
        Assert.All(plan.Runs, run => Assert.Equal(200, run.Config.Train.Steps));
        Assert.Equal("pre · sinusoidal", plan.Baseline.Label);
    }

    [Fact]
    public void Combinations_that_cannot_be_built_are_left_out_where_asked()
    {
        var study = new Study { Axes = ["position=rope,alibi", "attention=full,linear,delta"], SkipInvalid = true };
        var plan = Plan(study);
        Assert.Equal(["rope · full", "rope · linear", "rope · delta", "alibi · full"], plan.Cells.Select(cell => cell.Label));
        Assert.Equal([0, 1, 2, 3], plan.Cells.Select(cell => cell.Index));
        Assert.Equal(
            [
                "2 of 6 combinations cannot be built and are left out",
                "left out, 2: alibi adds a bias to the scores of every pair of tokens, which this attention never forms",
            ],
            plan.Audit.Remarks
        );
        Assert.Throws<InvalidInputException>(() => Plan(study with { SkipInvalid = false }));
        // Nothing can be compared with a baseline that cannot be built.
        var refused = Assert.Throws<InvalidInputException>(() => Plan(study with { Baseline = ["position=alibi attention=linear"] }));
        Assert.Contains("which this attention never forms", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_without_axes_is_its_base()
    {
        var plan = Plan(new Study { SeedCount = 2 });
        Assert.Equal("base", Assert.Single(plan.Cells).Label);
        Assert.Equal(2, plan.Runs.Count);
    }

    [Fact]
    public void The_baseline_can_be_chosen()
    {
        Assert.Equal("post · sinusoidal", Plan(Grid with { Baseline = ["placement=post"] }).Baseline.Label);
        Assert.Equal("post · alibi", Plan(Grid with { Baseline = ["placement=post position=alibi"] }).Baseline.Label);
        Assert.Equal(
            "placement=post train.warmup=20",
            Plan(
                new Study
                {
                    Axes = ["{placement=pre train.warmup=0, placement=pre train.warmup=20, placement=post train.warmup=20}"],
                    Baseline = ["{placement=post train.warmup=20}"],
                }
            ).Baseline.Label
        );
    }

    [Fact]
    public void A_parameter_of_a_variant_that_an_axis_chooses_can_be_set_in_any_order()
    {
        var plan = Plan(new Study { Axes = ["attention.features=64,128"], Settings = ["attention=performer"] });
        Assert.Equal(
            [64, 128],
            plan.Cells.Select(cell => ((Workbench.Models.Attention.PerformerAttention)cell.Config.Model.Attention).Features)
        );
    }

    [Fact]
    public void Small_models_get_one_thread_each_and_a_worker_a_core()
    {
        Assert.Equal((1, 8), (Plan(Grid, cores: 8).Threads, Plan(Grid, cores: 8).Workers));
        Assert.Equal((4, 2), (Plan(Grid with { Threads = 4 }, cores: 8).Threads, Plan(Grid with { Threads = 4 }, cores: 8).Workers));
        Assert.Equal(1, Plan(Grid with { Threads = 4 }, cores: 2).Workers);
    }

    [Theory]
    [InlineData(1, 8, 4, 2)]
    [InlineData(2, 8, 4, 2)]
    [InlineData(3, 8, 2, 4)]
    [InlineData(8, 8, 1, 8)]
    [InlineData(1, 2, 2, 1)]
    [InlineData(2, 2, 1, 2)]
    public void Fewer_runs_than_cores_get_more_threads_each(int runs, int cores, int threads, int workers)
    {
        var plan = Plan(new Study { Axes = ["position=rope"], SeedCount = runs }, cores);
        Assert.Equal((threads, workers), (plan.Threads, plan.Workers));
        // Cells that resolve to one config are one run.
        var same = Plan(new Study { Axes = ["position=rope,rope:base=10000"], SeedCount = runs }, cores);
        Assert.Equal((threads, workers), (same.Threads, same.Workers));
    }

    [Fact]
    public void The_audit_warns_where_cells_differ_by_more_than_two_percent()
    {
        var plan = Plan(new Study { Axes = ["heads=mha,mqa", "position=rope,learned"] });
        Assert.Equal(4, plan.Audit.Costs.Count);
        Assert.Equal(
            [
                "mqa · rope: parameters -10.0 % against the baseline",
                "mqa · rope: state bytes -75.0 % against the baseline",
                "mqa · learned: parameters -10.0 % against the baseline",
                "mqa · learned: state bytes -75.0 % against the baseline",
            ],
            plan.Audit.Warnings.Select(warning => warning.ToString())
        );
    }

    [Fact]
    public void All_faults_of_a_study_come_at_once()
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            Plan(
                new Study
                {
                    Base = "tiny-gtp",
                    Axes = ["postion=rope", "placement=pre,post"],
                    Settings = ["placement=post"],
                    Task = "char-lm",
                    SeedCount = 0,
                    Threads = 0,
                    Epsilon = "little",
                    Baseline = ["placement=sandwich"],
                }
            )
        );
        Assert.Equal(
            [
                "seeds: a study needs at least one seed (got 0); allowed: 1 or more; 2 or more give an interval. Write --seeds 5.",
                "threads: a run needs a number of threads that a machine can have (got 0); allowed: 1 to 1024; this machine has 2 cores",
                "epsilon: epsilon is the difference that does not matter (got \"little\"); allowed: a share of the baseline's "
                    + "mean (1%), or an amount in the metric's unit (0.02)",
                "no axis has this name (got \"postion\"); allowed: placement, norm, position, heads, attention, ffn, architecture, tokenizer, and any "
                    + "path of model, train, task or pretrain. Did you mean position?",
                "a path that is an axis is not also set for every cell (got model.placement=post). Remove the setting, or the axis.",
                "baseline: the axis placement has no such value (got sandwich); allowed: pre, post",
                "base: there is no preset of this name (got \"tiny-gtp\"); allowed: tiny-gpt, small-gpt, gpt2, original, bert, t5, llama, gpt2-small, original-base, bert-base, t5-small, or the path of a "
                    + "config.yaml. Did you mean tiny-gpt?",
            ],
            error.Faults.Select(fault => fault.ToString())
        );
    }

    [Theory]
    [InlineData("train.recompute=none,block")]
    [InlineData("train.checkpointEvery=100,200")]
    [InlineData("{train.recompute=none train.checkpointEvery=10, train.recompute=block train.checkpointEvery=20}")]
    public void An_axis_whose_values_give_the_same_runs_is_refused(string axis)
    {
        var error = Assert.Throws<InvalidInputException>(() => Plan(new Study { Axes = ["placement=pre,post", axis] }));
        var fault = Assert.Single(error.Faults);
        Assert.Equal(axis, fault.Value);
        Assert.StartsWith("the values of an axis give different results", fault.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_of_some_cells_says_which_and_one_of_all_does_not()
    {
        var some = Assert.Throws<InvalidInputException>(() => Plan(new Study { Axes = ["position=rope,ropee", "placement=pre,post"] }));
        var fault = Assert.Single(some.Faults);
        Assert.Equal("model.position in ropee · pre and 1 more", fault.Path);
        Assert.Contains("Did you mean rope?", fault.ToString(), StringComparison.Ordinal);
        var all = Assert.Throws<InvalidInputException>(() =>
            Plan(new Study { Axes = ["placement=pre,post"], Settings = ["train.steps=0", "train.batchSize=0"] })
        );
        Assert.Equal(["train.steps", "train.batchSize"], all.Faults.Select(one => one.Path));
    }

    [Fact]
    public void A_parameter_that_only_some_variants_have_is_refused_with_the_cell()
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            Plan(new Study { Axes = ["attention=full,performer", "attention.features=64,128"] })
        );
        Assert.Equal(
            ["model.attention.features in full · 64", "model.attention.features in full · 128"],
            error.Faults.Select(fault => fault.Path)
        );
    }

    [Fact]
    public void The_same_study_has_the_same_name_and_another_has_another()
    {
        var plan = Plan(Grid);
        Assert.Equal(plan.FolderName, Plan(Grid).FolderName);
        Assert.StartsWith("placement-position-char-lm-", plan.FolderName, StringComparison.Ordinal);
        Assert.NotEqual(plan.Id, Plan(Grid with { SeedCount = 6 }).Id);
        Assert.NotEqual(plan.Id, Plan(Grid with { Settings = ["train.steps=201"] }).Id);
        // More seeds are the same runs and some more.
        Assert.Equal(plan.Runs.Select(run => run.Id), Plan(Grid with { SeedCount = 6 }).Runs.Take(30).Select(run => run.Id));
    }

    [Fact]
    public void A_study_survives_its_file()
    {
        using var folder = new TemporaryFolder();
        var study = Grid with
        {
            Baseline = ["position=rope"],
            Epsilon = "0.02",
            Threads = 1,
            Data = "sotu",
            Axes = [.. Grid.Axes, "{norm=layernorm train.warmup=0, norm=rmsnorm train.warmup=9}"],
        };
        var plan = Plan(study);
        StudyFolder.At(plan, folder.File("a study")).WriteDefinition(plan);
        var read = StudyFolder.ReadStudy(folder.File("a study"));
        Assert.Equal(plan.Id, Plan(read).Id);
        Assert.Equal(study.Axes, read.Axes);
        Assert.Equal((study.Data, study.Epsilon, study.Threads), (read.Data, read.Epsilon, read.Threads));
    }

    [Fact]
    public void A_study_file_with_faults_lists_them()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("study.yaml"), "base: tiny-gpt\naxis: [placement=pre,post]\nseedCount: many\n");
        var error = Assert.Throws<InvalidInputException>(() => StudyFolder.ReadStudy(folder.File("study.yaml")));
        Assert.Equal(2, error.Faults.Count);
        Assert.Contains("Did you mean axes?", error.Message, StringComparison.Ordinal);
        Assert.Contains("seedCount", error.Message, StringComparison.Ordinal);
        Assert.StartsWith(
            $"{folder.File("none")}",
            Assert.Throws<InvalidInputException>(() => StudyFolder.ReadStudy(folder.File("none"))).Faults[0].Value,
            StringComparison.Ordinal
        );
        File.WriteAllText(folder.File("study.yaml"), " \n");
        var empty = Assert.Throws<InvalidInputException>(() => StudyFolder.ReadStudy(folder.File("study.yaml")));
        Assert.Contains("this one is empty", empty.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_resolved_text_shows_what_cells_share_and_what_each_has()
    {
        var text = StudyFolder.Resolved(Plan(new Study { Axes = ["position=rope,rope:base=500000"], SeedCount = 2 }));
        Assert.StartsWith("seeds: 1 2\nthreads: 1\nbaseline: rope\n\n# every cell\n", text, StringComparison.Ordinal);
        Assert.Contains("model.position: rope\n", text, StringComparison.Ordinal);
        Assert.EndsWith(
            "# rope\nmodel.position.base: 10000\n\n# rope:base=500000\nmodel.position.base: 500000\n",
            text,
            StringComparison.Ordinal
        );
    }
}
