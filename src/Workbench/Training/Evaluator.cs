using TorchSharp;
using Workbench.Data;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Statistics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Workbench.Training;

/// <summary>Scores a model on a task's fixed validation windows.</summary>
public static class Evaluator
{
    /// <summary>The mean cross-entropy in nats per token, and the task's metric, over all targets that are not ignored.</summary>
    /// <param name="model">Tokens [B, T] to logits [B, T, V]; in evaluation mode during the call.</param>
    /// <param name="windows">Batches from <see cref="ITask.Validation"/>.</param>
    /// <param name="metric">The metric to compute besides the loss.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public static (double Loss, double Metric) Evaluate(
        nn.Module<Tensor, Tensor> model,
        IReadOnlyList<Batch> windows,
        Metric metric,
        CancellationToken cancellation = default
    )
    {
        var training = model.training;
        double loss = 0,
            correct = 0;
        var count = 0L;
        model.eval();
        try
        {
            using var _ = no_grad();
            foreach (var batch in windows)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                if (model is Transformer transformer)
                {
                    var score = transformer.Score(batch.Inputs, batch.Targets, Batch.Ignored);
                    (loss, correct, count) = (loss + score.Loss, correct + score.Correct, count + score.Count);
                    continue;
                }
                var logits = model.forward(batch.Inputs); // [B, T, V]
                loss += Number(Loss(logits, batch.Targets, nn.Reduction.Sum));
                count += batch.Targets.ne(Batch.Ignored).sum().item<long>();
                // An ignored target is not a valid token, so it never equals the argmax.
                if (metric.Kind == MetricKind.Accuracy)
                    correct += logits.argmax(-1).eq(batch.Targets).sum().item<long>();
            }
        }
        finally
        {
            model.train(training);
        }
        var mean = loss / count;
        return (mean, metric.Kind == MetricKind.Accuracy ? correct / count : mean);
    }

    /// <summary>Cross-entropy over the targets that are not ignored, in at least single precision.</summary>
    /// <param name="logits">[B, T, V].</param>
    /// <param name="targets">[B, T], <see cref="Batch.Ignored"/> at positions without a prediction.</param>
    /// <param name="reduction">Mean or sum.</param>
    /// <returns>A scalar.</returns>
    private static Tensor Loss(Tensor logits, Tensor targets, nn.Reduction reduction)
    {
        var flat = logits.view(-1, logits.shape[^1]); // [B T, V]
        if (flat.dtype is ScalarType.BFloat16 or ScalarType.Float16)
            flat = flat.to(ScalarType.Float32);
        return cross_entropy(flat, targets.view(-1), ignore_index: Batch.Ignored, reduction: reduction);
    }

    /// <summary>The value of a scalar of single or double precision.</summary>
    internal static double Number(Tensor scalar) => scalar.dtype == ScalarType.Float64 ? scalar.item<double>() : scalar.item<float>();
}
