using System.Globalization;
using MathNet.Numerics.LinearAlgebra;
using static TorchSharp.torch;

namespace Workbench.Operations;

/// <summary>Token embeddings along the two directions in which they differ most (principal component analysis).</summary>
/// <param name="Meaning">What is shown, in words.</param>
/// <param name="Labels">The tokens.</param>
/// <param name="Components">The names of the directions, with their shares of the variance.</param>
/// <param name="Points">[V][2]</param>
internal sealed record TokenProjection(
    string Meaning,
    IReadOnlyList<string> Labels,
    IReadOnlyList<string> Components,
    IReadOnlyList<double[]> Points
)
{
    // More points than this a browser draws slowly, and a reader cannot tell apart.
    private const int MaxTokens = 2000;

    /// <summary>The projection of a run's token embeddings. All of them decide the directions; the first ones are shown.</summary>
    public static TokenProjection Of(TrainedModel run)
    {
        var table = run.Model.named_parameters().First(one => one.name == "embedding.weight").parameter;
        var (vocabulary, width) = ((int)table.shape[0], (int)table.shape[1]);
        using var flat = table.to(ScalarType.Float64).cpu().contiguous();
        var rows = Matrix<double>.Build.DenseOfRowMajor(vocabulary, width, flat.data<double>().ToArray()); // [V, D]
        var centred = rows - (Vector<double>.Build.Dense(vocabulary, 1).OuterProduct(rows.ColumnSums() / vocabulary));
        // The eigenvalues are in ascending order.
        var decomposed = (centred.TransposeThisAndMultiply(centred) / vocabulary).Evd(Symmetricity.Symmetric); // [D, D]
        var total = decomposed.EigenValues.Sum(value => value.Real);
        int[] main = [width - 1, width - 2];
        var projected = main.Where(at => at >= 0).Select(at => centred * Signed(decomposed.EigenVectors.Column(at))).ToArray();
        var shown = Math.Min(vocabulary, MaxTokens);
        return new(
            $"{(shown == vocabulary ? $"{vocabulary} tokens" : $"the first {shown} of {vocabulary} tokens")} along the two directions in "
                + "which their embeddings differ most",
            [.. Enumerable.Range(0, shown).Select(token => Label(run, token))],
            [
                .. main.Select(
                    (at, number) =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"component {number + 1} ({(at < 0 || total == 0 ? 0 : 100 * decomposed.EigenValues[at].Real / total):0.0} %)"
                        )
                ),
            ],
            [.. Enumerable.Range(0, shown).Select(token => new[] { projected[0][token], projected.Length > 1 ? projected[1][token] : 0 })]
        );
    }

    // A direction has no sign of its own: its largest coordinate is made positive.
    private static Vector<double> Signed(Vector<double> direction) =>
        direction[direction.AbsoluteMaximumIndex()] < 0 ? -direction : direction;

    private static string Label(TrainedModel run, int token) =>
        run.Task.Tokenizer is { } tokenizer ? AttentionInput.Visible(tokenizer.Decode([token]))
        : run.Task.Pairs is { } pairs ? pairs.AnyLabel(token)
        : $"{token}";
}
