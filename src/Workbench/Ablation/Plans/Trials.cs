using Workbench.Ablation.Search;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>Plans the trials of a <see cref="Tuning"/>.</summary>
internal static class Trials
{
    /// <summary>The setting to tune with its values, as an axis; null without one, or with faults.</summary>
    public static Axis? AxisOf(Study study, HashSet<string> varied, List<Fault> faults)
    {
        if (study.Tune is not { } text)
            return null;
        if (study.TuneSeeds < 1)
            faults.Add(new("a trial needs at least one seed", $"{study.TuneSeeds}", "1 or more", "Write --tune-seeds 2.", "tuneSeeds"));
        var parsed = StudyGrammar.ParseAxes([text], faults);
        if (parsed.Count == 0)
            return null;
        var paths = parsed[0].Values[0].Settings.Select(setting => setting.Path).ToList();
        if (parsed[0].Values.Count < 2)
            faults.Add(
                new("tuning chooses among values", text, "path=value,value,…", "Write --tune train.learningRate=3e-4,1e-3,3e-3.", "tune")
            );
        if (
            paths.FirstOrDefault(path =>
                !path.StartsWith("train.", StringComparison.Ordinal) || path is "train.steps" or "train.batchSize"
            ) is
            { } wrong
        )
            faults.Add(
                new(
                    "tuning chooses how a model is trained, at equal steps and tokens",
                    wrong,
                    "train.learningRate, train.warmup, train.weightDecay …",
                    "To compare it, make it an axis.",
                    "tune"
                )
            );
        if (paths.FirstOrDefault(varied.Contains) is { } twice)
            faults.Add(new("a setting is an axis or is tuned", twice, "one of them", null, "tune"));
        return parsed[0];
    }

    /// <summary>The plan of the trials: every cell with every value.</summary>
    /// <param name="plan">The plan whose cells are tuned.</param>
    /// <param name="tune">The setting and its values.</param>
    /// <param name="resolve">The config of the study's settings and further ones.</param>
    /// <exception cref="InvalidInputException">A value is not one of its setting.</exception>
    public static Plan Of(Plan plan, Axis tune, Func<IEnumerable<Setting>, RunConfig> resolve)
    {
        var faults = new List<Fault>();
        var cells = new List<Cell>();
        foreach (var (cell, value) in from cell in plan.Cells from value in tune.Values select (cell, value))
        {
            try
            {
                // From the settings as written, because defaults that follow others (the least learning rate) are resolved in the cell.
                var config = resolve(cell.Values.Append(value).SelectMany(one => one.Settings));
                cells.Add(new Cell(cells.Count, [.. cell.Values, value], config with { Model = cell.Config.Model }));
            }
            catch (InvalidInputException invalid)
            {
                faults.AddRange(invalid.Faults);
            }
        }
        if (faults.Count > 0)
            throw new InvalidInputException([.. faults.Distinct().Select(fault => fault with { Path = $"{fault.Path} in tune" })]);
        IReadOnlyList<long> seeds = [.. Enumerable.Range(0, plan.Study.TuneSeeds).Select(seed => Tuning.FirstSeed + seed)];
        var values = tune.Values.Count;
        return plan with
        {
            Axes = [.. plan.Axes, tune],
            Cells = cells,
            Baseline = cells[plan.Baseline.Index * values],
            Seeds = seeds,
            Runs = Plan.RunsOf(cells, seeds),
            Search = new Grid(),
            Audit = new ConfoundAudit([.. cells.Select(cell => plan.Audit.Costs[cell.Index / values] with { Cell = cell })], []),
        };
    }
}
