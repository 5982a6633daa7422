using TorchSharp;
using Workbench.Kernels;
using Workbench.Models;
using static TorchSharp.torch;

namespace Workbench.Operations.Benches.Measures;

/// <summary>Clipping by the global norm and a step of AdamW over a model's parameters.</summary>
/// <param name="name">For people.</param>
/// <param name="layers">L.</param>
/// <param name="width">D.</param>
/// <param name="context">Positions that are learned.</param>
internal sealed class OptimiserTime(string name, int layers, int width, int context) : TimedMeasure
{
    private const int Vocabulary = 65;

    private readonly TransformerConfig _model = new() { Layers = layers, Width = width, HeadCount = 1, Context = context, Vocabulary = Vocabulary };

    public override string Name => $"clipping and AdamW, {name}";

    protected override IReadOnlyList<object> Request => ["optimiser", layers, width, context, Vocabulary];

    // The gradient is read twice, weights and moments are read and written.
    protected override (double Flops, double Bytes) Least => (0, 8.0 * sizeof(float) * _model.ParameterCount());

    protected override double Goal(Ground ground, double peerSeconds) => 1;

    protected override Work Prepare(Ground ground)
    {
        var model = _model.Build(CPU, ScalarType.Float32, seed: 0);
        foreach (var parameter in model.parameters())
            parameter.grad = ones_like(parameter);
        var adam = optim.AdamW(model.parameters(), 1e-3, 0.9, 0.95, weight_decay: 0.1);
        var fused = new FusedAdamW(adam);
        return new(() =>
        {
            fused.clip_grad_norm_(1);
            fused.step(1e-3);
        }, adam, model);
    }
}
