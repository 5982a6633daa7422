using Torch.Tests.NN;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Torch.Tests.Optim;

public sealed class OptimiserOracle : IDisposable
{
    internal PythonOracle Python { get; } = new("optimisers.py");

    public void Dispose() => Python.Dispose();
}

/// <summary>Optimisers against PyTorch's, bit for bit: the order of operations is that of its single-tensor path.</summary>
public sealed class OptimiserOracleTests(OptimiserOracle oracle) : IClassFixture<OptimiserOracle>
{
    private const int Steps = 6;

    private static readonly Dictionary<string, Func<IEnumerable<Parameter>, OptimizerHelper>> Optimisers = new()
    {
        ["sgd"] = p => optim.SGD(p, 0.1),
        ["sgd momentum"] = p => optim.SGD(p, 0.1, 0.9, 0.1, 0.01),
        ["sgd nesterov"] = p => optim.SGD(p, 0.1, 0.9, nesterov: true, maximize: true),
        ["adam"] = p => optim.Adam(p, 0.01, weight_decay: 0.1),
        ["adam amsgrad"] = p => optim.Adam(p, 0.01, 0.8, 0.95, amsgrad: true, maximize: true),
        ["adamw"] = p => optim.AdamW(p, 0.01, weight_decay: 0.1),
        ["adamw amsgrad"] = p => optim.AdamW(p, 0.01, 0.8, 0.95, amsgrad: true),
        ["adagrad"] = p => optim.Adagrad(p, 0.1, 0.1, 0.01, 0.2),
        ["rmsprop"] = p => optim.RMSProp(p, 0.01, weight_decay: 0.01),
        ["rmsprop centred"] = p => optim.RMSProp(p, 0.01, momentum: 0.9, centered: true),
        ["adamax"] = p => optim.Adamax(p, 0.01, weight_decay: 0.01),
        ["nadam"] = p => optim.NAdam(p, 0.01, weight_decay: 0.01),
        ["radam"] = p => optim.RAdam(p, 0.01, 0.9, 0.7),
        ["asgd"] = p => optim.ASGD(p, 0.01, t0: 2, weight_decay: 0.01),
        ["adadelta"] = p => optim.Adadelta(p, 0.5, weight_decay: 0.01),
        ["rprop"] = p => optim.Rprop(p, 0.01),
    };

    // The rectified step is written with one multiplication less; the others repeat PyTorch's operations one for one.
    private static readonly Dictionary<string, double> Tolerances = new() { ["radam"] = 1e-6 };

    public static TheoryData<string> Names => [.. Optimisers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void EqualsPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var expected = oracle.Python.Read(name);
        var parameters = Initial(expected);
        using var optimiser = Optimisers[name](parameters);
        for (var step = 0; step < Steps; step++)
        {
            Step(optimiser, parameters, expected, step);
            for (var i = 0; i < parameters.Length; i++)
                Close.To(expected[$"parameter.{step}.{i}"], parameters[i], Tolerances.GetValueOrDefault(name), $"parameter {i} after step {step}");
        }
    }

    /// <summary>Stopping, writing, reading and going on is the same as going on, through a file and through a dictionary.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ResumesBitForBit(string name)
    {
        using var scope = NewDisposeScope();
        var expected = oracle.Python.Read(name);
        var parameters = Initial(expected);
        using var first = Optimisers[name](parameters);
        for (var step = 0; step < 3; step++) Step(first, parameters, expected, step);

        var fromFile = Copies(parameters);
        using var second = Optimisers[name](fromFile);
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true)) first.save_state_dict(writer);
        stream.Position = 0;
        using (var reader = new BinaryReader(stream)) second.load_state_dict(reader);
        var fromDictionary = Copies(parameters);
        using var third = Optimisers[name](fromDictionary);
        third.load_state_dict(first.state_dict());
        Assert.All(first.state_dict().State.Zip(third.state_dict().State), pair => Assert.True(pair.First.ApproximatelyEquals(pair.Second)));

        for (var step = 3; step < Steps; step++)
        {
            Step(first, parameters, expected, step);
            Step(second, fromFile, expected, step);
            Step(third, fromDictionary, expected, step);
        }
        for (var i = 0; i < parameters.Length; i++)
        {
            Close.Equal(parameters[i], fromFile[i], "from a file");
            Close.Equal(parameters[i], fromDictionary[i], "from a dictionary");
        }
    }

    [Theory]
    [InlineData("two", 2.0, 0.5)]
    [InlineData("one", 1.0, 3.0)]
    [InlineData("infinite", double.PositiveInfinity, 0.1)]
    [InlineData("unclipped", 2.0, 100.0)]
    public void ClippingEqualsPyTorch(string name, double norm, double maximum)
    {
        using var scope = NewDisposeScope();
        var expected = oracle.Python.Read("clip");
        Parameter[] parameters = [new(zeros(4, 5)), new(zeros(3)), new(zeros(2))];
        for (var i = 0; i < 2; i++) parameters[i].grad = expected[$"{name}.before.{i}"];
        Assert.Equal(expected[$"{name}.norm"].item<float>(), (float)nn.utils.clip_grad_norm_(parameters, maximum, norm));
        for (var i = 0; i < 2; i++) Close.Equal(expected[$"{name}.after.{i}"], parameters[i].grad!, $"gradient {i}");
    }

    [Fact]
    public void AStepLeavesNoHandlesBehind()
    {
        using var scope = NewDisposeScope();
        foreach (var (name, make) in Optimisers)
        {
            var parameters = Initial(oracle.Python.Read(name));
            foreach (var parameter in parameters) parameter.grad = ones_like(parameter);
            var before = Live.Tensors();
            using (var optimiser = make(parameters))
            {
                optimiser.step();
                var afterOne = Tensor.TotalCount;
                optimiser.step();
                optimiser.zero_grad();
                Assert.True(Tensor.TotalCount == afterOne, $"{name}: a step leaves {Tensor.TotalCount - afterOne} tensors behind");
            }
            Assert.True(Tensor.TotalCount == before, $"{name}: {Tensor.TotalCount - before} tensors are left after dispose");
        }
    }

    [Fact]
    public void ClosureRunsWithGradientsAndItsLossComesBack()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(2));
        using var optimiser = optim.SGD(new[] { parameter }, 0.5);
        using var outer = no_grad();
        var loss = optimiser.step(() =>
        {
            optimiser.zero_grad();
            var value = parameter.pow(2).sum();
            value.backward();
            return value;
        });
        Assert.Equal(2, loss.item<float>());
        Assert.Equal([0f, 0f], parameter.data<float>().ToArray());
    }

    [Fact]
    public void QuasiNewtonStepsEqualPyTorchs()
    {
        var before = Live.Tensors();
        using (NewDisposeScope())
        {
            var expected = oracle.Python.Read("lbfgs");
            var point = new Parameter(expected["initial"].clone());
            using var optimiser = optim.LBFGS(new[] { point }, lr: 0.4, max_iter: 6, history_size: 4);
            for (var step = 0; step < Steps; step++)
            {
                var loss = optimiser.step(() =>
                {
                    optimiser.zero_grad();
                    var (here, next) = (point[..2], point[1..]);
                    var value = ((next - here.pow(2)).pow(2) * 100 + (1 - here).pow(2)).sum();
                    value.backward();
                    return value;
                });
                Close.To(expected[$"loss.{step}"], loss, 1e-9, $"loss of step {step}");
                Close.To(expected[$"point.{step}"], point, 1e-9, $"point after step {step}");
            }
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void GroupsHaveOptionsOfTheirOwn()
    {
        using var scope = NewDisposeScope();
        Parameter slow = new(ones(1)), fast = new(ones(1));
        using var optimiser = optim.AdamW(new AdamW.ParamGroup[] { new() { Parameters = [slow], Options = new() { LearningRate = 0.1 } }, new([fast], lr: 0.4, weight_decay: 0.5) }, lr: 0.2, weight_decay: 0.25);
        slow.grad = zeros(1);
        fast.grad = zeros(1);
        optimiser.step();
        Assert.Equal(1 - 0.1f * 0.25f, slow.item<float>(), 1e-6f);
        Assert.Equal(1 - 0.4f * 0.5f, fast.item<float>(), 1e-6f);
        Assert.Equal([0.1, 0.4], optimiser.ParamGroups.Select(group => group.LearningRate));
        var twice = Assert.Throws<ArgumentException>(() => optimiser.add_param_group(new AdamW.ParamGroup([slow])));
        Assert.Equal("some parameters appear in more than one parameter group", twice.Message);
    }

    [Fact]
    public void AFileOfAnotherOptimiserIsRefused()
    {
        using var scope = NewDisposeScope();
        using var adam = optim.Adam(new[] { new Parameter(ones(1)) });
        using var sgd = optim.SGD(new[] { new Parameter(ones(1)) }, 0.1);
        using var stream = new MemoryStream();
        adam.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        var refused = Assert.Throws<InvalidDataException>(() => sgd.load_state_dict(new BinaryReader(stream)));
        Assert.Equal("Mismatched optimizer type: expected 'SGD', but found 'Adam' in the loaded stream.", refused.Message);
    }

    private static Parameter[] Initial(Dictionary<string, Tensor> expected) => [new(expected["initial.0"].clone()), new(expected["initial.1"].clone())];

    private static Parameter[] Copies(Parameter[] parameters) => Array.ConvertAll(parameters, parameter => new Parameter(parameter.detach().clone()));

    private static void Step(OptimizerHelper optimiser, Parameter[] parameters, Dictionary<string, Tensor> expected, int step)
    {
        for (var i = 0; i < parameters.Length; i++) parameters[i].grad = expected[$"gradient.{step}.{i}"].clone();
        optimiser.step();
    }
}
