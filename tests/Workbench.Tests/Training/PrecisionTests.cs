using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class PrecisionTests : IDisposable
{
    private readonly Runs _runs = new();

    private RunConfig In(ProductPrecision precision) =>
        _runs.Small with
        {
            Model = _runs.Small.Model with { Dropout = 0.1 },
            Train = _runs.Small.Train with { Precision = precision, Steps = 30, LearningRate = 1e-2 },
        };

    [Fact]
    public void A_run_in_bf16_learns_as_one_in_float32_does_and_is_another_run()
    {
        var exact = _runs.Trainer.Run(In(ProductPrecision.Float32), _runs.Folder("float32"));
        var rounded = _runs.Trainer.Run(In(ProductPrecision.Bf16), _runs.Folder("bf16"));
        Assert.Equal(RunStatus.Completed, rounded.Status);
        Assert.NotEqual(exact.FinalMetric, rounded.FinalMetric);
        Assert.Equal(exact.FinalMetric!.Value, rounded.FinalMetric!.Value, 0.05);
        Assert.NotEqual(_runs.Folder("float32").ReadIdentity()!.Id, _runs.Folder("bf16").ReadIdentity()!.Id);
    }

    [Fact]
    public void A_run_in_bf16_that_is_resumed_has_the_bits_of_one_that_was_not_stopped()
    {
        var (whole, stopped) = (_runs.Folder("whole"), _runs.Folder("stopped"));
        var config = In(ProductPrecision.Bf16);
        var expected = _runs.Trainer.Run(config, whole);
        using var stop = new CancellationTokenSource();
        _runs.Trainer.Run(
            config,
            stopped,
            new Listener(one =>
            {
                if (one is StepCompleted { Step: 11 })
                    stop.Cancel();
            }),
            stop.Token
        );
        var resumed = _runs.Trainer.Run(config, stopped);
        Assert.Equal(Runs.Numbers(expected), Runs.Numbers(resumed));
        Assert.Equal(Runs.Weights(whole), Runs.Weights(stopped));
    }

    [Fact]
    public void A_trained_model_evaluates_and_decodes_in_the_precision_of_its_run()
    {
        var config = In(ProductPrecision.Bf16).Resolve(_runs.Tasks);
        using var model = config.BuildModel();
        using var other = (config with { Train = config.Train with { Precision = ProductPrecision.Float32 } }).BuildModel();
        model.eval();
        other.eval();
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var off = TorchSharp.torch.no_grad();
        var tokens = TorchSharp.torch.arange(12, TorchSharp.torch.int64).view(1, 12);
        var (rounded, exact) = (model.forward(tokens), other.forward(tokens));
        Assert.Equal(ProductPrecision.Bf16, model.Precision);
        Assert.False(rounded.equal(exact).all().item<bool>());
        Assert.True((rounded - exact).abs().max().item<float>() < 0.05f * exact.abs().max().item<float>());
        // A cache gives the logits of the full forward pass, up to what rounding does to sums in another order.
        var step = model.Step(tokens, model.NewState());
        Assert.True(step.allclose(rounded, 1e-2, 1e-3));
    }

    [Fact]
    public void The_setting_has_left_the_identity_of_other_runs_alone()
    {
        Assert.DoesNotContain("precision", ConfigTree.CanonicalJson(In(ProductPrecision.Float32)));
        Assert.Contains("\"precision\":\"bf16\"", ConfigTree.CanonicalJson(In(ProductPrecision.Bf16)));
    }

    [Fact]
    public void What_it_cannot_be_is_refused()
    {
        var unknown = Assert.Throws<InvalidInputException>(() => ConfigTree.With(new RunConfig(), "train.precision", "fp16"));
        Assert.Equal("train.precision: precision is one of a few names (got \"fp16\"); allowed: float32, bf16", unknown.Message);
        var wide = In(ProductPrecision.Bf16) with { Dtype = "float64" };
        Assert.Equal(
            "bf16 products need float32 weights",
            Assert.Single(ConfigTree.Validate(wide), fault => fault.Path == "train.precision").Rule
        );
    }

    [Fact]
    public void The_audit_warns_when_speeds_of_two_precisions_stand_side_by_side()
    {
        var plan = new Planner(new FakeResolver(), 2).Plan(new Study { Axes = ["train.precision=float32,bf16"], SeedCount = 2 });
        Assert.Equal(
            ["bf16: products in bf16, those of the baseline in float32: tokens per second compare precisions, not only variants"],
            plan.Audit.Warnings.Select(warning => warning.ToString())
        );
    }

    public void Dispose() => _runs.Dispose();
}
