using Workbench.Ablation.Search;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// Resolves a study to a plan: grid, configs, identities, threads, audit. Reports all faults of all cells at once.
/// </summary>
internal sealed class Planner(IRunResolver resolver, int cores)
{
    /// <summary>A study with more cells needs a search that takes some of them.</summary>
    private const int CellLimit = 4096;

    /// <summary>A study with more runs is assumed to be a typing mistake.</summary>
    private const int RunLimit = 100_000;

    /// <summary>Upper limit on threads; libtorch would try to start any number.</summary>
    internal const int ThreadLimit = 1024;

    /// <summary>Models with at most this many parameters train fastest as one single-threaded process per core.</summary>
    internal const long SmallModel = 50_000_000;

    /// <summary>The most threads for one run of a small model, whose operators have no work for more.</summary>
    private const int SmallModelThreads = 4;

    public Plan Plan(Study study)
    {
        Plugins.Load(study.Plugins);
        var faults = new List<Fault>();
        if (study.SeedCount < 1)
            faults.Add(
                new(
                    "a study needs at least one seed",
                    $"{study.SeedCount}",
                    "1 or more; 2 or more give an interval",
                    "Write --seeds 5.",
                    "seeds"
                )
            );
        if (study.Threads is < 1 or > ThreadLimit)
            faults.Add(ThreadFault(study.Threads.Value, cores, "threads"));
        if (study.Until is { } until && until != StoppingRule.Decided)
            faults.Add(StoppingRule.Fault(until));
        if (EpsilonRule.Parse(study.Epsilon) is null)
            faults.Add(EpsilonRule.Fault(study.Epsilon));
        var axes = StudyGrammar.ParseAxes(study.Axes, faults);
        var settings = StudyGrammar.ParseSettings(study.Settings, faults);
        var varied = axes.SelectMany(axis => axis.Values).SelectMany(value => value.Settings).Select(setting => setting.Path).ToHashSet();
        faults.AddRange(
            settings
                .Where(setting => varied.Contains(setting.Path))
                .Select(setting => new Fault(
                    "a path that is an axis is not also set for every cell",
                    $"{setting.Path}={setting.Text}",
                    null,
                    "Remove the setting, or the axis."
                ))
        );
        faults.AddRange(Matching.FaultsOf(study.Match, varied));
        var tune = Trials.AxisOf(study, varied, faults);
        var baseline = BaselineChoice.Of(axes, study.Baseline, faults);
        var search = SearchOf(study, faults);
        var size = search.Count(axes);
        if (size > CellLimit)
            faults.Add(
                new(
                    "a study is at most 4096 cells",
                    $"{string.Join(" x ", axes.Select(axis => axis.Values.Count))}{(size < long.MaxValue ? $" = {size:N0}" : "")}",
                    null,
                    "Give it a budget of cells, --search random:cells=50; or one factor at a time, --search one-at-a-time; "
                        + "or vary fewer axes.",
                    "search"
                )
            );
        else if (size * study.SeedCount > RunLimit)
            faults.Add(
                new(
                    "a study is at most 100000 runs",
                    $"{size} {(size == 1 ? "cell" : "cells")} x {study.SeedCount} seeds",
                    $"1 to {RunLimit / size} seeds here",
                    "Write --seeds 5.",
                    "seeds"
                )
            );
        var root = Root(study, faults);
        // Report invalid values together with the other faults. Data is not resolved in this case.
        if (faults.Count > 0 && root is not null && size <= CellLimit)
            faults.AddRange(FaultsOf(() => CellConfigs.Of(settings, search.Choose(axes, baseline), set => Set(root, set))));
        if (faults.Count > 0 || root is null)
            throw new InvalidInputException([.. faults.Distinct()]);

        var chosen = search.Choose(axes, baseline);
        (chosen, var configs, IReadOnlyList<string> left) = study.SkipInvalid
            ? CellConfigs.Valid(settings, chosen, baseline, set => Resolve(Set(root, set)))
            : (chosen, CellConfigs.Of(settings, chosen, set => Resolve(Set(root, set))), []);
        List<Cell> cells = [.. configs.Select((config, index) => new Cell(index, chosen[index], config))];
        var place = cells.FindIndex(cell => cell.Values.SequenceEqual(baseline));
        cells = Matched(study, cells, cells[place]);
        var variants = cells.Select(cell => cell.Config.VariantId).ToList();
        if (axes.Where(axis => ChangesNothing(axis, cells, variants)).ToList() is { Count: > 0 } idle)
            throw new InvalidInputException([
                .. idle.Select(axis => new Fault(
                    "the values of an axis give different results",
                    $"{axis}",
                    null,
                    "No result depends on what it sets: remove the axis, and set one of its values, --set path=value.",
                    axis.Name
                )),
            ]);
        var start = cells[place];
        var seeds = Enumerable.Range(1, study.SeedCount).Select(seed => (long)seed).ToList();
        var runs = Ablation.Plan.RunsOf(cells, seeds);
        IReadOnlyList<CellCost> costs =
        [
            .. from cell in cells
            let cost = resolver.CostOf(cell.Config)
            select new CellCost(cell, cost.Parameters, cost.FlopsPerToken, cost.StateBytes),
        ];
        var (threads, workers) = Share(study, costs.Max(cost => cost.Parameters), runs.DistinctBy(run => run.Id).Count());
        var plan = new Plan(
            study,
            StudyId(study, search, cells, variants, start),
            axes,
            cells,
            start,
            seeds,
            runs,
            threads,
            workers,
            ConfoundAudit.Of(costs, start) with
            {
                Remarks = [.. left, .. cells.Where(cell => cell.Adjustment is not null).Select(cell => $"{cell.Label}: {cell.Adjustment}")],
            }
        )
        {
            Search = search,
        };
        if (HalvingRule.FaultsOf(study, search, cells).ToList() is { Count: > 0 } unhalved)
            throw new InvalidInputException(unhalved);
        if (search is Halving halving)
            plan = plan with { Audit = plan.Audit with { Remarks = [.. plan.Audit.Remarks, RungsIn(plan, halving)] } };
        return tune is null
            ? plan
            : plan with
            {
                Tuning = new Tuning(tune, Trials.Of(plan, tune, set => Resolve(Set(root, settings.Concat(set))))),
                Audit = plan.Audit with { Remarks = [.. plan.Audit.Remarks, TrialsIn(plan, tune)] },
            };
    }

    private static string TrialsIn(Plan plan, Axis tune)
    {
        var seeds = plan.Study.TuneSeeds;
        return $"tuning {tune.Name}: {tune.Values.Count} values x {seeds} {(seeds == 1 ? "seed" : "seeds")} for each variant first, "
            + $"{plan.Cells.Count * tune.Values.Count * seeds} trials";
    }

    private static string RungsIn(Plan plan, Halving halving) =>
        "halving: "
        + string.Join(
            ", ",
            HalvingRule
                .Rungs(plan, halving)
                .Select(rung => $"{rung.Cells} {(rung.Cells == 1 ? "variant" : "variants")} to step {rung.Steps}")
        )
        + "; the baseline always goes on";

    /// <summary>The faults of a study's base, axes and settings, without resolving its data.</summary>
    public static IReadOnlyList<Fault> FaultsOf(Study study)
    {
        var faults = new List<Fault>();
        var axes = StudyGrammar.ParseAxes(study.Axes, faults);
        var settings = StudyGrammar.ParseSettings(study.Settings, faults);
        var search = SearchOf(study, faults);
        if (search.Count(axes) <= CellLimit && Root(study, faults) is { } root)
            faults.AddRange(
                FaultsOf(() =>
                    CellConfigs.Of(settings, search.Choose(axes, [.. axes.Select(axis => axis.Values[0])]), set => Set(root, set))
                )
            );
        return [.. faults.Distinct()];
    }

    private static IReadOnlyList<Fault> FaultsOf(Action check)
    {
        try
        {
            check();
            return [];
        }
        catch (InvalidInputException invalid)
        {
            return invalid.Faults;
        }
    }

    // Whether the axis sets what no result depends on: configs differ, their runs do not. Equal configs written in two ways are allowed.
    private static bool ChangesNothing(Axis axis, IReadOnlyList<Cell> cells, IReadOnlyList<string> variants) =>
        cells
            .GroupBy(cell => string.Join('\n', cell.Values.Where(value => !axis.Values.Contains(value))))
            .All(group =>
                group.DistinctBy(cell => variants[cell.Index]).Count() == 1
                && group.DistinctBy(cell => ConfigTree.FlatText(cell.Config)).Count() > 1
            );

    private static RunConfig? Root(Study study, List<Fault> faults)
    {
        RunConfig? root = null;
        try
        {
            root = StudyBase.Read(study.Base);
            root = root with
            {
                Device = study.Device,
                Dtype = study.Dtype,
                Data = study.Data ?? "",
                InitFrom = study.InitFrom ?? root.InitFrom,
            };
            root = root with { Task = (TaskConfig)Variants.Parse(typeof(TaskConfig), study.Task, "task") };
        }
        catch (InvalidInputException invalid)
        {
            faults.AddRange(invalid.Faults);
        }
        return root;
    }

    private static SearchConfig SearchOf(Study study, List<Fault> faults)
    {
        SearchConfig search = new Grid();
        faults.AddRange(FaultsOf(() => search = (SearchConfig)Variants.Parse(typeof(SearchConfig), study.Search, "search")));
        return search;
    }

    private List<Cell> Matched(Study study, List<Cell> cells, Cell start)
    {
        if (study.Match is not { } quantity)
            return cells;
        var matching = new Matching(quantity, resolver.CostOf);
        return cells.ConvertAll(cell => matching.Match(cell, start));
    }

    private RunConfig Resolve(RunConfig config) => resolver.Resolve(config) with { Code = Plugins.CodeOf(config) };

    private static RunConfig Set(RunConfig config, IEnumerable<Setting> settings)
    {
        // Shorter paths first: a variant is chosen before its parameters are set, in whatever order they were written.
        var faults = new List<Fault>();
        foreach (var setting in settings.OrderBy(setting => setting.Path.Count(letter => letter == '.')))
        {
            try
            {
                config = ConfigTree.With(config, setting.Path, setting.Text);
            }
            catch (InvalidInputException invalid)
            {
                faults.AddRange(invalid.Faults);
            }
        }
        return faults.Count > 0 ? throw new InvalidInputException(faults) : config;
    }

    private (int Threads, int Workers) Share(Study study, long parameters, int runs)
    {
        // libtorch's sums can depend on the number of threads, so the number must be reproducible: it depends on the plan alone, not on
        // what the ledger has of it.
        var threads = study.Threads ?? (parameters <= SmallModel ? Math.Clamp(cores / runs, 1, SmallModelThreads) : cores);
        return (threads, study.Device == "cpu" ? Math.Max(1, cores / threads) : 1);
    }

    private static string StudyId(
        Study study,
        SearchConfig search,
        IReadOnlyList<Cell> cells,
        IReadOnlyList<string> variants,
        Cell baseline
    )
    {
        // Evaluation lengths belong to the study's identity, not to a run's.
        var text =
            string.Join(
                '\n',
                cells.Select(cell => variants[cell.Index] + string.Concat(cell.Config.OtherLengths.Select(length => $" {length}")))
            )
            + $"\n{study.SeedCount}\n{baseline.Index}\n{study.Epsilon}\n{(study.Until is { } until ? $"until {until}\n" : "")}"
            + (study.Tune is { } tune ? $"tune {tune} {study.TuneSeeds}\n" : "")
            + (search is Halving ? $"{Variants.Format(search)}\n" : "");
        return Sha256.Of(text);
    }

    /// <summary>The fault for a thread count outside the limits.</summary>
    internal static Fault ThreadFault(int threads, int cores, string path) =>
        new(
            "a run needs a number of threads that a machine can have",
            $"{threads}",
            $"1 to {ThreadLimit}; this machine has {cores} cores",
            null,
            path
        );
}
