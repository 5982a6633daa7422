using Torch.Tests.NN;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Torch.Tests.Optim;

public sealed class ScheduleOracle : IDisposable
{
    internal PythonOracle Python { get; } = new("schedules.py");

    public void Dispose() => Python.Dispose();
}

/// <summary>Learning rates and momenta of schedules against PyTorch's.</summary>
public sealed class ScheduleOracleTests(ScheduleOracle oracle) : IClassFixture<ScheduleOracle>
{
    private const int Steps = 19;

    private static readonly double[] Metrics = [1.0, 0.9, 0.9, 0.91, 0.9, 0.95, 0.9, 0.9, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6];

    private static readonly Dictionary<string, Func<Optimizer, LRScheduler>> Schedules = new()
    {
        ["lambda"] = o => LambdaLR(o, step => Math.Pow(0.95, step)),
        ["multiplicative"] = o => MultiplicativeLR(o, step => 1 - 0.01 * step),
        ["step"] = o => StepLR(o, 4, 0.5),
        ["multi step"] = o => MultiStepLR(o, [3, 7, 7], 0.3),
        ["exponential"] = o => ExponentialLR(o, 0.9),
        ["polynomial"] = o => PolynomialLR(o, 8, 2),
        ["constant"] = o => ConstantLR(o, 0.25, 6),
        ["linear"] = o => LinearLR(o, 0.1, 0.8, 7),
        ["cosine"] = o => CosineAnnealingLR(o, 6, 0.01),
        ["sequential"] = o => SequentialLR(o, [LinearLR(o, 0.1, 1, 5), CosineAnnealingLR(o, 10)], [5]),
        ["chained"] = o => ChainedLR([ConstantLR(o, 0.1, 3), ExponentialLR(o, 0.9)]),
        ["plateau"] = o => ReduceLROnPlateau(o, patience: 2, factor: 0.5, cooldown: 1),
        ["one cycle"] = o => OneCycleLR(o, 0.3, 20),
        ["one cycle three phases"] = o => OneCycleLR(o, 0.3, epochs: 4, steps_per_epoch: 5, pct_start: 0.4, anneal_strategy: impl.OneCycleLR.AnnealStrategy.Linear, three_phase: true),
        ["cyclic"] = o => CyclicLR(o, 0.01, 0.2, 3, 5),
        ["cyclic halved"] = o => CyclicLR(o, 0.01, 0.2, 3, mode: impl.CyclicLR.Mode.Triangular2),
        ["cyclic falling"] = o => CyclicLR(o, 0.01, 0.2, 3, mode: impl.CyclicLR.Mode.ExpRange, gamma: 0.95),
    };

    public static TheoryData<string> Names => [.. Schedules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void EqualsPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var expected = oracle.Python.Read("schedules");
        using var optimiser = SGD(new[] { new Parameter(zeros(1)) }, 0.2, momentum: 0.7);
        var schedule = Schedules[name](optimiser);
        var group = (SGD.ParamGroup)optimiser.ParamGroups.Single();
        for (var step = 0; step < Steps; step++)
        {
            Assert.Equal(expected[name + ".rates"][step].item<double>(), group.LearningRate, 1e-12);
            Assert.Equal(expected[name + ".momenta"][step].item<double>(), group.Momentum, 1e-12);
            if (name == "plateau") schedule.step(Metrics[step]);
            else schedule.step();
            Assert.Equal([group.LearningRate], schedule.get_last_lr());
        }
    }

    [Fact]
    public void ClosedFormsAgreeWithTheSteps()
    {
        using var scope = NewDisposeScope();
        foreach (var name in new[] { "step", "multi step", "exponential", "polynomial", "constant", "linear", "cosine" })
        {
            using var walked = SGD(new[] { new Parameter(zeros(1)) }, 0.2);
            using var jumped = SGD(new[] { new Parameter(zeros(1)) }, 0.2);
            var walk = Schedules[name](walked);
            for (var step = 0; step < 6; step++) walk.step();
            Schedules[name](jumped).step(6);
            Assert.Equal(walked.ParamGroups.Single().LearningRate, jumped.ParamGroups.Single().LearningRate, 1e-12);
        }
    }

    [Fact]
    public void APlateauMustKnowHowTrainingGoes()
    {
        using var scope = NewDisposeScope();
        using var optimiser = SGD(new[] { new Parameter(zeros(1)) }, 0.2);
        var refused = Assert.Throws<InvalidOperationException>(() => ReduceLROnPlateau(optimiser).step());
        Assert.Equal("step() should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.", refused.Message);
    }
}
