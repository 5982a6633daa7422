using TorchSharp;
using Workbench.Data;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Models.Blocks;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Benches.Measures;

/// <summary>
/// Whole training steps of a GPT on one batch: forward, loss, backward, clipping to a global norm of 1, AdamW. Every side starts with the
/// same weights; a run is one step, and gives the loss before it.
/// </summary>
internal static class TrainingWorkloads
{
    private static readonly TrainingConfig Train = new();

    /// <summary>The product's step, as the trainer takes it.</summary>
    public static Workload Ours(
        TransformerConfig config,
        int batch,
        ProductPrecision precision = ProductPrecision.Float32,
        Recompute recompute = Recompute.None
    )
    {
        var model = Built(config);
        (model.Precision, model.Recompute) = (precision, recompute);
        var optimiser = new Optimiser(model, Train);
        var (tokens, targets) = Drawn(config, batch);
        var step = 0L;
        model.train();
        return new(
            () =>
            {
                model.BeginStep(0, step++);
                optimiser.ReleaseGradients();
                var loss = model.Loss(tokens, targets, Batch.Ignored);
                loss.backward();
                optimiser.ClipGradients(Train.Clip);
                Evaluator.Number(loss);
                optimiser.Step(Train.LearningRate);
                return [loss];
            },
            optimiser,
            model,
            tokens,
            targets
        );
    }

    /// <summary>A careful user's step in TorchSharp.</summary>
    public static Workload TorchSharp(TransformerConfig config, int batch)
    {
        var model = PeerOf(config);
        var adam = optim.AdamW(model.parameters(), Train.LearningRate, Train.Beta1, Train.Beta2, Train.Epsilon, Train.WeightDecay);
        var (tokens, targets) = Drawn(config, batch);
        return new(
            () =>
            {
                adam.zero_grad();
                var loss = Loss(model, tokens, targets);
                loss.backward();
                nn.utils.clip_grad_norm_(model.parameters(), Train.Clip);
                loss.item<float>();
                adam.step();
                return [loss];
            },
            adam,
            model,
            tokens,
            targets
        );
    }

    /// <summary>The same with fused clipping and AdamW, and gradients that are let go instead of zeroed.</summary>
    public static Workload Fused(TransformerConfig config, int batch)
    {
        var model = PeerOf(config);
        var script = new TorchScriptGpt();
        var (tokens, targets) = Drawn(config, batch);
        return FusedSteps(model, script, () => Loss(model, tokens, targets), tokens, targets);
    }

    /// <summary>The same with the model's loss as one function of TorchScript.</summary>
    public static Workload TorchScript(TransformerConfig config, int batch)
    {
        var model = PeerOf(config);
        var script = new TorchScriptGpt(config);
        var (tokens, targets) = Drawn(config, batch);
        Tensor[] weights = [.. model.parameters()];
        return FusedSteps(model, script, () => script.Loss(weights, tokens, targets), tokens, targets);
    }

    /// <summary>
    /// Building a model and two steps, the second of which finds the optimiser's moments there: what training needs at its peak.
    /// </summary>
    public static Workload FromTheStart(Func<Workload> prepare) =>
        new(() =>
        {
            using var work = prepare();
            for (var step = 0; step < 2; step++)
            {
                using var scope = NewDisposeScope();
                work.Run();
            }
        });

    /// <summary>The product's model, with its initial weights.</summary>
    public static Transformer Built(TransformerConfig config) => config.Build(CPU, ScalarType.Float32, seed: 0);

    /// <summary>The peer's model, with the same weights.</summary>
    public static PeerGpt PeerOf(TransformerConfig config)
    {
        using var ours = Built(config);
        return new(ours);
    }

    private static Tensor Loss(PeerGpt model, Tensor tokens, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var logits = model.call(tokens); // [B, T, V]
        return nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten()).MoveToOuterDisposeScope();
    }

    private static Workload FusedSteps(PeerGpt model, TorchScriptGpt script, Func<Tensor> forward, params Tensor[] held)
    {
        Tensor[] weights = [.. model.parameters()];
        var (means, squares) = (weights.Select(Zeros).ToArray(), weights.Select(Zeros).ToArray());
        Tensor[] steps = [.. weights.Select(_ => zeros([], ScalarType.Float32))];
        return new(
            () =>
            {
                model.zero_grad(set_to_none: true);
                var loss = forward();
                loss.backward();
                using var off = no_grad();
                script.Step(weights, [.. weights.Select(one => one.grad!)], means, squares, steps, Train.LearningRate, Train.Clip);
                loss.item<float>();
                return [loss];
            },
            [script, model, .. means, .. squares, .. steps, .. held]
        );
    }

    private static Tensor Zeros(Tensor like)
    {
        using var off = no_grad();
        return zeros_like(like);
    }

    // One batch, [B, T] each: a step does not depend on what it reads.
    private static (Tensor Tokens, Tensor Targets) Drawn(TransformerConfig config, int batch)
    {
        using var scope = NewDisposeScope();
        var uniform = Philox.uniform([batch, config.Context + 1], RandomStream.Named(0, "bench/batch"));
        var drawn = (uniform * config.Vocabulary).to_type(ScalarType.Int64).clamp(0, config.Vocabulary - 1); // [B, T + 1]
        return (From(0), From(1));

        Tensor From(long start) => drawn.narrow(1, start, config.Context).contiguous().DetachFromDisposeScope();
    }
}
