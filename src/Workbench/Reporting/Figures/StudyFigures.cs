using Plotly.NET;

namespace Workbench.Reporting;

/// <summary>The figures of a study, each a chart of its own: for the report, and for a notebook cell.</summary>
public sealed class StudyFigures
{
    private readonly ReportData _data;
    private readonly FigureStyle _style;
    private readonly Numbers _numbers;

    /// <summary>Figures of these numbers.</summary>
    /// <param name="data">The study's numbers.</param>
    /// <exception cref="InvalidInputException">The data contradict themselves; all faults at once.</exception>
    public StudyFigures(ReportData data)
    {
        ReportCheck.Require(data);
        _data = data;
        _style = new FigureStyle(data.Variants);
        _numbers = new Numbers(data);
    }

    /// <summary>
    /// Validation metric and training loss by step: per cell the mean over the seeds, in the band from the least to the greatest.
    /// </summary>
    public GenericChart LearningCurves => new LearningCurveFigure(_data, _style, _numbers).Draw();

    /// <summary>Paired differences of the validation metric from the baseline by step; null when there is nothing to pair.</summary>
    public GenericChart? DifferenceCurves => new DifferenceCurveFigure(_data, _style).Draw();

    /// <summary>The final metric of each cell: mean, interval, and every seed as a point.</summary>
    public GenericChart FinalMetric => new FinalMetricFigure(_data, _style, _numbers).Draw();

    /// <summary>
    /// The paired differences with their intervals, the zero line and the band of ±epsilon; null when nothing is compared.
    /// </summary>
    public GenericChart? PairedDifferences =>
        _data.Comparisons.Count + _data.AxisEffects.Count == 0 ? null : new ForestFigure(_data, _style, _numbers).Draw();

    /// <summary>The same as <see cref="PairedDifferences"/>, by the name of its kind.</summary>
    public GenericChart? ForestPlot => PairedDifferences;

    /// <summary>Training throughput of each cell in tokens per second; null when not measured.</summary>
    public GenericChart? Throughput => new CostFigure(_data, _style).Throughput();

    /// <summary>Peak memory of each cell's runs; null when not measured.</summary>
    public GenericChart? Memory => new CostFigure(_data, _style).Memory();

    /// <summary>The final metric by evaluation length; null when only one length was evaluated.</summary>
    public GenericChart? Extrapolation => new ExtrapolationFigure(_data, _style, _numbers).Draw();

    private static readonly (string Name, Func<StudyFigures, GenericChart?> Draw)[] Known =
    [
        ("paired-differences", one => one.PairedDifferences),
        ("learning-curves", one => one.LearningCurves),
        ("difference-curves", one => one.DifferenceCurves),
        ("final-metric", one => one.FinalMetric),
        ("extrapolation", one => one.Extrapolation),
        ("throughput", one => one.Throughput),
        ("memory", one => one.Memory),
    ];

    /// <summary>The names of all figures that a study may have.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(figure => figure.Name)];

    /// <summary>
    /// The name of a figure, as it is written in a shell or in C#: "paired-differences", "PairedDifferences", "ForestPlot"; null when there
    /// is none.
    /// </summary>
    public static string? NameOf(string written)
    {
        ArgumentNullException.ThrowIfNull(written);
        var plain = Plain(written);
        return plain == Plain(nameof(ForestPlot)) ? Known[0].Name : Names.FirstOrDefault(name => Plain(name) == plain);

        static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
    }

    /// <summary>Every figure there is, by the name of its file.</summary>
    public IEnumerable<(string Name, GenericChart Chart)> All =>
        Known
            .Select(figure => (figure.Name, Chart: figure.Draw(this)))
            .Where(figure => figure.Chart is not null)
            .Select(figure => (figure.Name, figure.Chart!));
}
