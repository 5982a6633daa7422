using Workbench.Kernels;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>Size and cost of one cell.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Parameters">Trainable parameters.</param>
/// <param name="FlopsPerToken">Forward floating-point operations per token, at the trained context.</param>
/// <param name="StateBytes">Bytes of decoding state at the trained context.</param>
public sealed record CellCost(Cell Cell, long Parameters, double FlopsPerToken, long StateBytes);

/// <summary>One quantity in which a cell differs from the baseline by more than the tolerance, or a remark on its numbers.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Quantity">"parameters", "FLOPs per token", "state bytes", "layers", "training tokens".</param>
/// <param name="Ratio">The cell's value over the baseline's.</param>
public sealed record Confound(Cell Cell, string Quantity, double Ratio)
{
    /// <summary>A remark in place of the ratio; null for none.</summary>
    public string? Remark { get; init; }

    /// <summary>"pre · rope: parameters +3.4 % over the baseline".</summary>
    public override string ToString() =>
        Remark is not null
            ? $"{Cell.Label}: {Remark}"
            : FormattableString.Invariant($"{Cell.Label}: {Quantity} {(Ratio - 1) * 100:+0.0;-0.0} % against the baseline");
}

/// <summary>
/// Differences in size and cost between the cells, reported before anything runs. A difference in quality between cells of unequal size or
/// cost may be due to size or cost.
/// </summary>
/// <param name="Costs">One row per cell.</param>
/// <param name="Warnings">Quantities that differ from the baseline's by more than <see cref="Tolerance"/>.</param>
public sealed record ConfoundAudit(IReadOnlyList<CellCost> Costs, IReadOnlyList<Confound> Warnings)
{
    /// <summary>What was done or not done to make the comparison fair, as sentences: matched sizes, tuning effort.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The relative difference above which a quantity gets a warning: 2 %.</summary>
    public const double Tolerance = 0.02;

    /// <summary>Compares every cell with <paramref name="baseline"/>.</summary>
    public static ConfoundAudit Of(IReadOnlyList<CellCost> costs, Cell baseline)
    {
        var reference = costs.Single(cost => cost.Cell.Index == baseline.Index);
        var warnings =
            from cost in costs
            from quantity in new (string Name, double Value, double Reference)[]
            {
                ("parameters", cost.Parameters, reference.Parameters),
                ("FLOPs per token", cost.FlopsPerToken, reference.FlopsPerToken),
                ("state bytes", cost.StateBytes, reference.StateBytes),
                ("layers", cost.Cell.Config.Model.Layers, baseline.Config.Model.Layers),
                ("training tokens", cost.Cell.Config.TrainingTokens, baseline.Config.TrainingTokens),
            }
            where Math.Abs(quantity.Value - quantity.Reference) > Tolerance * quantity.Reference
            select new Confound(cost.Cell, quantity.Name, quantity.Value / quantity.Reference);
        var precision = baseline.Config.Train.Precision;
        var mixed =
            from cost in costs
            where cost.Cell.Config.Train.Precision != precision
            select new Confound(cost.Cell, "precision", 1)
            {
                Remark =
                    $"products in {Name(cost.Cell.Config.Train.Precision)}, those of the baseline in {Name(precision)}: tokens per second "
                    + "compare precisions, not only variants",
            };
        var reordered =
            from cost in costs
            let other = OtherData(cost.Cell.Config, baseline.Config)
            where other is not null
            select new Confound(cost.Cell, "data order", 1)
            {
                Remark = $"{other} differs from the baseline: runs of a seed share initial weights where shapes agree, not their batches",
            };
        return new ConfoundAudit(costs, [.. warnings, .. mixed, .. reordered]);

        static string? OtherData(RunConfig one, RunConfig baseline) =>
            one.Train.BatchSize != baseline.Train.BatchSize ? "train.batchSize"
            : one.Model.Context != baseline.Model.Context ? "model.context"
            : one.Task != baseline.Task || one.DataFingerprint != baseline.DataFingerprint ? "task"
            : null;

        static string Name(ProductPrecision one) => one.ToString().ToLowerInvariant();
    }
}
