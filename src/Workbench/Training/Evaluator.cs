using TorchSharp;
using Workbench.Data;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Statistics;
using Workbench.Tokenizers;
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
    ) => Evaluate(model, windows, metric, null, null, cancellation);

    /// <summary>Scores the model on this rank's share of the batches, and adds the scores of all batches in their order: the same bits for
    /// every number of ranks.</summary>
    internal static (double Loss, double Metric) Evaluate(
        nn.Module<Tensor, Tensor> model,
        IReadOnlyList<Batch> windows,
        Metric metric,
        ITokenizer? texts,
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
                var (input, targets) = (windows[i].Input, windows[i].Targets);
                scores[i] = metric.Kind switch
                {
                    MetricKind.F1 => F1(((Transformer)model).Logits(input), targets, metric),
                    MetricKind.EditDistance or MetricKind.Bleu or MetricKind.ChrF => new(
                        ((Transformer)model).Score(input, targets, Batch.Ignored),
                        GreedyDecoding.Count((Transformer)model, windows[i], CountOf(metric.Kind, texts), cancellation)
                    ),
                    _ when model is Transformer transformer => new(transformer.Score(input, targets, Batch.Ignored), default),
                    _ => new(Score(model.forward(windows[i].Inputs), targets, metric), default),
                };
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
            correct = 0;
        long count = 0;
        var counts = new OverlapCounts();
        foreach (var score in scores)
        {
            (loss, correct, count) = (loss + score.Head.Loss, correct + score.Head.Correct, count + score.Head.Count);
            counts.Add(score.Counts);
        }
        var mean = loss / count;
        return (
            mean,
            metric.Kind switch
            {
                MetricKind.Accuracy => correct / count,
                MetricKind.EditDistance => counts[0] / (double)counts[1],
                MetricKind.Bleu => Bleu.Of(counts),
                MetricKind.ChrF => ChrF.Of(counts),
                // Without a text of the class, found or true, there is nothing to score.
                MetricKind.F1 => counts[1] == 0 ? 0 : counts[0] / (double)counts[1],
                MetricKind.BitsPerByte => loss / Math.Log(2) / windows.Sum(window => window.TargetBytes),
                _ => mean,
            }
        );
    }

    /// <summary>Sums over a batch.</summary>
    /// <param name="Head">Loss and correct predictions.</param>
    /// <param name="Counts">The counts of a metric that is made of counts.</param>
    private readonly record struct BatchScore(HeadScore Head, OverlapCounts Counts);

    private static Func<long[], long[], OverlapCounts> CountOf(MetricKind kind, ITokenizer? texts)
    {
        return kind switch
        {
            MetricKind.Bleu => (decoded, target) => Bleu.Count(Text(decoded), Text(target)),
            MetricKind.ChrF => (decoded, target) => ChrF.Count(Text(decoded), Text(target)),
            _ => (decoded, target) => Counts(EditDistance.Of(decoded, target), target.Length),
        };

        string Text(long[] tokens) =>
            (texts ?? throw new InvalidOperationException($"{kind} needs the tokenizer of the targets")).Decode(
                Array.ConvertAll(tokens, token => (int)token)
            );
    }

    private static OverlapCounts Counts(long part, long whole)
    {
        var counts = new OverlapCounts();
        (counts[0], counts[1]) = (part, whole);
        return counts;
    }

    // 2 TP / (2 TP + FP + FN): the found and the true ones count the true positives twice.
    private static BatchScore F1(Tensor logits, Tensor targets, Metric metric)
    {
        var (found, real) = (logits.argmax(-1).eq(1).logical_and(targets.ne(Batch.Ignored)), targets.eq(1));
        return new(Score(logits, targets, metric), Counts(2 * Count(found.logical_and(real)), Count(found) + Count(real)));

        static long Count(Tensor flags) => flags.sum().item<long>();
    }

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
