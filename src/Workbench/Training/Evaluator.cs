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
    ) => Evaluate(model, windows, metric, null, cancellation);

    /// <summary>Scores the model on this rank's share of the batches, and adds the scores of all batches in their order: the same bits for
    /// every number of ranks.</summary>
    internal static (double Loss, double Metric) Evaluate(
        nn.Module<Tensor, Tensor> model,
        IReadOnlyList<Batch> windows,
        Metric metric,
        RankGroup? ranks,
        CancellationToken cancellation
    )
    {
        var training = model.training;
        var scores = new BatchScore[windows.Count];
        model.eval();
        try
        {
            using var _ = no_grad();
            for (var i = ranks?.Rank ?? 0; i < scores.Length; i += ranks?.Size ?? 1)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var score = model is Transformer transformer
                    ? transformer.Score(windows[i].Input, windows[i].Targets, Batch.Ignored)
                    : Score(model.forward(windows[i].Inputs), windows[i].Targets, metric);
                var (wrong, expected) =
                    metric.Kind == MetricKind.EditDistance ? GreedyDecoding.Errors((Transformer)model, windows[i], cancellation) : default;
                scores[i] = new(score, wrong, expected);
            }
        }
        finally
        {
            model.train(training);
        }
        if (ranks is not null)
        {
            ranks.Agree(cancellation);
            var all = ranks.Gather<BatchScore>(scores);
            for (var i = 0; i < scores.Length; i++)
                scores[i] = all[(i % ranks.Size * scores.Length) + i];
        }
        double loss = 0,
            correct = 0,
            errors = 0;
        long count = 0,
            length = 0;
        foreach (var score in scores)
        {
            (loss, correct, count) = (loss + score.Head.Loss, correct + score.Head.Correct, count + score.Head.Count);
            (errors, length) = (errors + score.Errors, length + score.Length);
        }
        var mean = loss / count;
        return (
            mean,
            metric.Kind switch
            {
                MetricKind.Accuracy => correct / count,
                MetricKind.EditDistance => errors / length,
                MetricKind.BitsPerByte => loss / Math.Log(2) / windows.Sum(window => window.TargetBytes),
                _ => mean,
            }
        );
    }

    /// <summary>Sums over a batch.</summary>
    /// <param name="Head">Loss and correct predictions.</param>
    /// <param name="Errors">Edit distance of decoded texts.</param>
    /// <param name="Length">Tokens of the targets.</param>
    private readonly record struct BatchScore(HeadScore Head, long Errors, long Length);

    // An ignored target is not a valid token, so it never equals the argmax.
    private static HeadScore Score(Tensor logits, Tensor targets, Metric metric) =>
        new(
            Number(Loss(logits, targets, nn.Reduction.Sum)),
            targets.ne(Batch.Ignored).sum().item<long>(),
            metric.Kind == MetricKind.Accuracy ? logits.argmax(-1).eq(targets).sum().item<long>() : 0
        );

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
