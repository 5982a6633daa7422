using TorchSharp;
using static TorchSharp.torch;

namespace Torch.Tests.NN;

public sealed class ModuleOracle : IDisposable
{
    internal PythonOracle Python { get; } = new("nn_modules.py");

    public void Dispose() => Python.Dispose();
}

/// <summary>Modules and losses against PyTorch's: names of the state, values, gradients, and state after the call.</summary>
public sealed class ModuleOracleTests(ModuleOracle oracle) : IClassFixture<ModuleOracle>
{
    public static TheoryData<string> Cases => [.. ModuleCase.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void EqualsPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var expected = oracle.Python.Read(name);
        var (make, call) = ModuleCase.All[name];
        using var module = make();
        // Strict: every name must be PyTorch's.
        module.load_state_dict(Part(expected, "state."));
        var inputs = Numbered(expected, "input.").Select((input, i) => expected.ContainsKey($"gradient.input.{i}") ? input.requires_grad_() : input).ToArray();

        var outputs = call(module, inputs);

        var reference = Numbered(expected, "output.").ToArray();
        Assert.Equal(reference.Length, outputs.Length);
        for (var i = 0; i < reference.Length; i++) Close.To(reference[i], outputs[i]!, 1e-5, $"output {i}");
        var total = outputs.Zip(Numbered(expected, "cotangent."), (output, cotangent) => (output! * cotangent).sum()).Aggregate((left, right) => left + right);
        total.backward();
        for (var i = 0; i < inputs.Length; i++)
        {
            if (expected.TryGetValue($"gradient.input.{i}", out var gradient)) Close.To(gradient, inputs[i].grad!, 1e-5, $"gradient of input {i}");
        }
        foreach (var (key, parameter) in module.named_parameters()) Close.To(expected["gradient." + key], parameter.grad!, 2e-5, $"gradient of {key}");
        foreach (var (key, buffer) in module.named_buffers()) Close.To(expected["after." + key], buffer, 1e-6, $"{key} afterwards");
    }

    [Fact]
    public void WeightedLossesEqualPyTorch()
    {
        using var scope = NewDisposeScope();
        Check("cross entropy weighted", (state, x) => nn.functional.cross_entropy(x[0], x[1], state["weight"], 0, label_smoothing: 0.2));
        Check("bce logits", (state, x) => nn.functional.binary_cross_entropy_with_logits(x[0], x[1], pos_weights: state["pos_weight"]));
        Check("multilabel soft margin", (state, x) => nn.functional.multilabel_soft_margin_loss(x[0], x[1], state["weight"]));
    }

    private void Check(string name, Func<Dictionary<string, Tensor>, Tensor[], Tensor> loss)
    {
        var expected = oracle.Python.Read(name);
        var inputs = Numbered(expected, "input.").ToArray();
        inputs[0].requires_grad_();
        var output = loss(Part(expected, "state."), inputs);
        Close.To(expected["output.0"], output, 1e-6, name);
        (output * expected["cotangent.0"]).sum().backward();
        Close.To(expected["gradient.input.0"], inputs[0].grad!, 1e-6, name);
    }

    private static Dictionary<string, Tensor> Part(Dictionary<string, Tensor> tensors, string prefix) =>
        tensors.Where(entry => entry.Key.StartsWith(prefix)).ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    private static IEnumerable<Tensor> Numbered(Dictionary<string, Tensor> tensors, string prefix) => tensors.Where(entry => entry.Key.StartsWith(prefix)).Select(entry => entry.Value);
}
