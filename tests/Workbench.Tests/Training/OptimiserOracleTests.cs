using System.Diagnostics;
using System.Text.Json;
using TorchSharp.Modules;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Tests.Training;

/// <summary>Rates, clipping and steps of a training run are those of python3-torch (tests/oracles/adamw.py).</summary>
public sealed class OptimiserOracleTests
{
    private const int Steps = 12,
        Warmup = 4;

    [Fact]
    public async Task Rates_norms_and_parameters_are_those_of_python()
    {
        using var scope = NewDisposeScope();
        var config = new TrainingConfig
        {
            Steps = Steps,
            Warmup = Warmup,
            LearningRate = 0.02,
            MinimumLearningRate = 0.002,
            Beta1 = 0.9,
            Beta2 = 0.95,
            Epsilon = 1e-8,
            WeightDecay = 0.1,
        };
        using var model = new Weights();
        using var optimiser = new Optimiser(model, config);
        using var expected = JsonDocument.Parse(await Python());
        var step = 0;
        foreach (var one in expected.RootElement.EnumerateArray())
        {
            var at = step;
            model.Matrix.grad = Filled([4, 3], i => 3 * Math.Sin((1.7 * i) + at));
            model.Vector.grad = Filled([3], i => Math.Cos((2.3 * i) - at));
            var rate = config.LearningRateAt(step);
            Assert.Equal(one.GetProperty("rate").GetDouble(), rate, 1e-12);
            Assert.Equal(one.GetProperty("norm").GetDouble(), optimiser.ClipGradients(1), 1e-5);
            optimiser.Step(rate);
            Near(one.GetProperty("matrix"), model.Matrix);
            Near(one.GetProperty("vector"), model.Vector);
            step++;
        }
        Assert.Equal(Steps, step);
    }

    private static void Near(JsonElement expected, Tensor actual)
    {
        foreach (
            var (one, other) in expected
                .EnumerateArray()
                .Select(value => value.GetDouble())
                .Zip(actual.detach().flatten().data<float>().ToArray())
        )
            Assert.Equal(one, other, 1e-6);
    }

    private static Tensor Filled(long[] shape, Func<int, double> value) =>
        tensor([.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(i => (float)value(i))]).reshape(shape);

    private static async Task<string> Python()
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Clone.In("tests", "oracles", "adamw.py"), $"{Steps}", $"{Warmup}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }

    private sealed class Weights : nn.Module
    {
        public readonly Parameter Matrix = new(Filled([4, 3], i => Math.Sin(i)).DetachFromDisposeScope());
        public readonly Parameter Vector = new(Filled([3], i => Math.Cos(i)).DetachFromDisposeScope());

        internal Weights()
            : base(nameof(Weights)) => RegisterComponents();
    }
}
