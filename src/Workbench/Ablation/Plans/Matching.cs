using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// Makes the cells of a study equal in size or cost by the inner widths of their feed-forward networks, as Shazeer 2019 ("Fast Transformer
/// Decoding") did for multi-query attention: no other shape changes, and one unit of width is a small share of a model.
/// </summary>
/// <param name="Quantity">What is matched: "params" or "flops".</param>
/// <param name="CostOf">The cost of a config.</param>
internal sealed record Matching(string Quantity, Func<RunConfig, ModelCost> CostOf)
{
    private const string Path = "model.feedForward.multiple";

    /// <summary>The largest multiple that a config may have.</summary>
    private const int MostMultiple = 64;

    public static IReadOnlyList<string> Quantities { get; } = ["params", "flops"];

    private string Name => Quantity == "flops" ? "FLOPs per token" : "parameters";

    /// <summary>The faults of a study's setting; empty without one.</summary>
    public static IEnumerable<Fault> FaultsOf(string? quantity, IEnumerable<string> varied)
    {
        if (quantity is null)
            yield break;
        if (!Quantities.Contains(quantity))
            yield return new(
                "variants are matched in parameters or in operations",
                $"\"{quantity}\"",
                string.Join(", ", Quantities),
                Configuration.Nearest.Question(quantity, Quantities),
                "match"
            );
        if (varied.Contains(Path))
            yield return new(
                "matching sets the inner width of the feed-forward networks, which is an axis here",
                Path,
                null,
                "Remove the axis, or leave --match out.",
                "match"
            );
    }

    /// <summary>The cell with the inner width at which its cost is nearest to the baseline's.</summary>
    /// <exception cref="InvalidInputException">No inner width brings it within <see cref="ConfoundAudit.Tolerance"/>.</exception>
    public Cell Match(Cell cell, Cell baseline)
    {
        var target = Cost(baseline.Config);
        if (Cost(cell.Config) == target)
            return cell;
        var (low, high) = (1, MostMultiple * cell.Config.Model.Width);
        // The cost grows with the width: the widest network that does not exceed the target, or the next.
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (Cost(At(cell.Config, middle)) <= target)
                low = middle;
            else
                high = middle - 1;
        }
        var best = new[] { At(cell.Config, low), At(cell.Config, low + 1) }.MinBy(config => Math.Abs(Cost(config) - target))!;
        // A gated network has one width for several multiples.
        if (Inner(best) == Inner(cell.Config) && Cost(best) == Cost(cell.Config))
            best = cell.Config;
        var difference = (Cost(best) / target) - 1;
        if (Math.Abs(difference) > ConfoundAudit.Tolerance)
            throw new InvalidInputException(
                "a variant cannot be matched by the inner width of its feed-forward networks",
                FormattableString.Invariant($"{cell.Label}: {Name} {difference * 100:+0;-0} % at inner width {Inner(best)}"),
                FormattableString.Invariant($"within {ConfoundAudit.Tolerance * 100:0} % of the baseline's"),
                "Set the sizes yourself in a coupling: \"{model.layers=2 …, model.layers=4 …}\"; or leave --match out.",
                "match"
            );
        if (best == cell.Config)
            return cell;
        return cell with
        {
            Config = best,
            Adjustment = FormattableString.Invariant(
                $"inner width {Inner(best)} in place of {Inner(cell.Config)} matches {Name} ({difference * 100:+0.00;-0.00;0} %)"
            ),
        };
    }

    private double Cost(RunConfig config) => Quantity == "flops" ? CostOf(config).FlopsPerToken : CostOf(config).Parameters;

    private static int Inner(RunConfig config) => config.Model.FeedForward.InnerWidth(config.Model.Width);

    private static RunConfig At(RunConfig config, int width) =>
        config with
        {
            Model = config.Model with
            {
                FeedForward = config.Model.FeedForward with { Multiple = Math.Min(MostMultiple, (double)width / config.Model.Width) },
            },
        };
}
