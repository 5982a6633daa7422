using Workbench.Ablation.Search;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>One combination of axis values.</summary>
/// <param name="Index">0-based index among the study's cells; in a grid the last axis varies fastest.</param>
/// <param name="Values">One value per axis, in the axes' order.</param>
/// <param name="Config">Its resolved config, at seed 0.</param>
public sealed record Cell(int Index, IReadOnlyList<AxisValue> Values, RunConfig Config)
{
    /// <summary>What <see cref="Study.Match"/> has changed in the config, in words; null for nothing.</summary>
    public string? Adjustment { get; init; }

    /// <summary>The full config without the seed, as ordered pairs of path and value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Resolved => [.. ConfigTree.Flatten(Config).Where(pair => pair.Key != "seed")];

    /// <summary>The values joined by " · ": "pre · rope"; "base" without axes.</summary>
    public string Label => Values.Count == 0 ? "base" : string.Join(" · ", Values);
}

/// <summary>One run of a plan.</summary>
/// <param name="Cell">The cell it belongs to.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Config">Its resolved config.</param>
/// <param name="Id">The run's identity: a hash of everything that determines its result.</param>
public sealed record PlannedRun(Cell Cell, long Seed, RunConfig Config, string Id);

/// <summary>A resolved study: every run in the order of execution, and the number of threads per run.</summary>
/// <param name="Study">The study as requested.</param>
/// <param name="Id">Hash of the study's definition; part of its folder's name.</param>
/// <param name="Axes">The axes, parsed.</param>
/// <param name="Cells">The cells: those of the grid, or those that <see cref="Study.Search"/> chose.</param>
/// <param name="Baseline">The cell with which all others are compared.</param>
/// <param name="Seeds">The seeds, in order.</param>
/// <param name="Runs">Grid x seeds, seed-major, so that an unfinished study consists of complete pairs.</param>
/// <param name="Threads">Threads of each run.</param>
/// <param name="Workers">Number of processes that <c>--workers auto</c> starts on this machine.</param>
/// <param name="Audit">Differences in size and cost between the cells.</param>
public sealed record Plan(
    Study Study,
    string Id,
    IReadOnlyList<Axis> Axes,
    IReadOnlyList<Cell> Cells,
    Cell Baseline,
    IReadOnlyList<long> Seeds,
    IReadOnlyList<PlannedRun> Runs,
    int Threads,
    int Workers,
    ConfoundAudit Audit
)
{
    /// <summary>Trials that choose a setting for each cell; null without.</summary>
    public Tuning? Tuning { get; init; }

    /// <summary>How the cells were chosen from the axes' values.</summary>
    public SearchConfig Search { get; init; } = new Grid();

    /// <summary>The plan of another study record that has the same runs.</summary>
    internal Plan WithStudy(Study study) =>
        this with
        {
            Study = study,
            Tuning = Tuning is null ? null : Tuning with { Trials = Tuning.Trials with { Study = study } },
        };

    /// <summary>The plan with what its tuning has chosen in the cells' configs.</summary>
    internal Plan Tuned(Tuning tuning)
    {
        List<Cell> cells = [.. tuning.Chosen!.Select(one => one.Cell with { Config = tuning.TrialOf(one.Cell, one.Value).Config })];
        return this with
        {
            Tuning = tuning,
            Cells = cells,
            Baseline = cells[Baseline.Index],
            Runs = RunsOf(cells, Seeds),
            Audit = Audit with
            {
                Costs = [.. Audit.Costs.Select(cost => cost with { Cell = cells[cost.Cell.Index] })],
                Remarks = [.. Audit.Remarks, .. tuning.Chosen!.Select(one => $"{tuning.Axis.Name} of {one}")],
            },
        };
    }

    /// <summary>The runs of some cells, seed-major.</summary>
    internal static IReadOnlyList<PlannedRun> RunsOf(IReadOnlyList<Cell> cells, IReadOnlyList<long> seeds)
    {
        var ids = cells.Select(cell => cell.Config.IdsAt(seeds)).ToList();
        return
        [
            .. from seed in seeds.Index()
            from cell in cells.Index()
            select new PlannedRun(cell.Item, seed.Item, cell.Item.Config with { Seed = seed.Item }, ids[cell.Index][seed.Index]),
        ];
    }

    /// <summary>The default folder name under ./studies: "placement-position-sotu-1f3a9c04".</summary>
    public string FolderName => $"{StudyFolder.Slug(this)}-{Id[..8]}";

    /// <summary>
    /// Whether values of axes are compared besides cells: with two axes and more, where some pair of cells differs in one value and has not
    /// the baseline in it. One factor at a time gives every axis the comparisons that its cells have already.
    /// </summary>
    public bool HasAxisEffects =>
        Axes.Count > 1
        && Axes.Index()
            .Any(axis =>
                axis.Item.Values.Where(value => value != Baseline.Values[axis.Index])
                    .Any(value => PairsOf(axis.Index, value).Any(pair => pair.Baseline.Index != Baseline.Index))
            );

    /// <summary>The cells with a value of an axis, each with the cell that has the baseline's value there and agrees elsewhere, where the
    /// study has one.</summary>
    internal IEnumerable<(Cell Variant, Cell Baseline)> PairsOf(int axis, AxisValue value) =>
        from cell in Cells
        where cell.Values[axis] == value
        let other = With(cell, (axis, Baseline.Values[axis]))
        where other is not null
        select (cell, other);

    /// <summary>
    /// The pairs of values of two axes whose interaction the study shows: where it has cells with both, with either, and with none of them
    /// (the baseline's values instead) that agree elsewhere.
    /// </summary>
    internal IEnumerable<Crossing> Crossings
    {
        get
        {
            var values = Axes.SelectMany(
                    (axis, index) =>
                        axis.Values.Where(value => value != Baseline.Values[index]).Select(value => (Axis: index, Value: value))
                )
                .ToList();
            foreach (var (a, b) in from a in values from b in values where a.Axis < b.Axis select (a, b))
            {
                var (noA, noB) = ((a.Axis, Baseline.Values[a.Axis]), (b.Axis, Baseline.Values[b.Axis]));
                var cells = (
                    from cell in Cells
                    where cell.Values[a.Axis] == a.Value && cell.Values[b.Axis] == b.Value
                    let crossed = (Both: cell, First: With(cell, noB), Second: With(cell, noA), None: With(cell, noA, noB))
                    where crossed.First is not null && crossed.Second is not null && crossed.None is not null
                    select (crossed.Both, crossed.First, crossed.Second, crossed.None)
                ).ToList();
                if (cells.Count > 0)
                    yield return new Crossing(Axes[a.Axis], a.Value, Axes[b.Axis], b.Value, cells);
            }
        }
    }

    private Cell? With(Cell cell, params (int Axis, AxisValue Value)[] changes) =>
        Cells.FirstOrDefault(one =>
            one.Values.Index()
                .All(value =>
                    value.Item == (changes.FirstOrDefault(change => change.Axis == value.Index).Value ?? cell.Values[value.Index])
                )
        );
}

/// <summary>Two values of different axes, with the cells that show their interaction.</summary>
/// <param name="First">The first axis.</param>
/// <param name="FirstValue">Its value.</param>
/// <param name="Second">The second axis.</param>
/// <param name="SecondValue">Its value.</param>
/// <param name="Cells">For each combination of the other axes: the cell with both values, with the first, the second, and none.</param>
internal sealed record Crossing(
    Axis First,
    AxisValue FirstValue,
    Axis Second,
    AxisValue SecondValue,
    IReadOnlyList<(Cell Both, Cell First, Cell Second, Cell None)> Cells
)
{
    /// <summary>"placement=post x position=rope".</summary>
    public string Name => $"{First.Name}={FirstValue.Label} x {Second.Name}={SecondValue.Label}";
}
