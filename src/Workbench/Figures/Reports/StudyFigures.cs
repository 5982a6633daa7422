namespace Workbench.Figures;

/// <summary>The figures of a study, each a chart of its own: for the report, and for a notebook cell.</summary>
public sealed class StudyFigures
{
    private readonly ReportData data;
    private readonly FigureStyle style;
    private readonly Numbers numbers;

    /// <summary>Figures of these numbers.</summary>
    /// <param name="data">The study's numbers.</param>
    /// <exception cref="InvalidInputException">The data contradict themselves; all faults at once.</exception>
    public StudyFigures(ReportData data)
    {
        ReportCheck.Require(data);
        this.data = data;
        style = new FigureStyle(data.Variants);
        numbers = new Numbers(data);
    }

    /// <summary>Validation metric and training loss by step: per cell the mean over the seeds, in the band from the least to the greatest.</summary>
    public GenericChart LearningCurves => new LearningCurveFigure(data, style, numbers).Chart();

    /// <summary>Paired differences of the validation metric from the baseline by step; null when there is nothing to pair.</summary>
    public GenericChart? DifferenceCurves => new DifferenceCurveFigure(data, style).Chart();

    /// <summary>The final metric of each cell: mean, interval, and every seed as a point.</summary>
    public GenericChart FinalMetric => new FinalMetricFigure(data, style, numbers).Chart();

    /// <summary>The paired differences with their intervals, the zero line and the band of ±epsilon; null when nothing is compared.</summary>
    public GenericChart? ForestPlot => data.Comparisons.Count + data.AxisEffects.Count == 0 ? null : new ForestFigure(data, style, numbers).Chart();

    /// <summary>Training throughput of each cell in tokens per second; null when not measured.</summary>
    public GenericChart? Throughput => new CostFigure(data, style).Throughput();

    /// <summary>Peak memory of each cell's runs; null when not measured.</summary>
    public GenericChart? Memory => new CostFigure(data, style).Memory();

    /// <summary>The final metric by evaluation length; null when only one length was evaluated.</summary>
    public GenericChart? Extrapolation => new ExtrapolationFigure(data, style, numbers).Chart();

    private static readonly (string Name, Func<StudyFigures, GenericChart?> Draw)[] Known =
    [
        ("paired-differences", one => one.ForestPlot), ("learning-curves", one => one.LearningCurves), ("difference-curves", one => one.DifferenceCurves),
        ("final-metric", one => one.FinalMetric), ("extrapolation", one => one.Extrapolation), ("throughput", one => one.Throughput), ("memory", one => one.Memory),
    ];

    /// <summary>The names of all figures that a study may have.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(figure => figure.Name)];

    /// <summary>Every figure there is, by the name of its file.</summary>
    public IEnumerable<(string Name, GenericChart Chart)> All =>
        Known.Select(figure => (figure.Name, Chart: figure.Draw(this))).Where(figure => figure.Chart is not null).Select(figure => (figure.Name, figure.Chart!));
}
