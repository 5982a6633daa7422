using Plotly.NET;

namespace Workbench.Reporting;

/// <summary>The figures of a study as separate charts, for the report and for notebook cells.</summary>
public sealed class StudyFigures
{
    private readonly ReportData _data;
    private readonly FigureStyle _style;
    private readonly Numbers _numbers;

    /// <summary>Creates the figures of a report's data.</summary>
    /// <param name="data">The data.</param>
    /// <exception cref="InvalidInputException">The data are inconsistent; all faults are listed.</exception>
    public StudyFigures(ReportData data)
    {
        ReportCheck.Require(data);
        _data = data;
        _style = new FigureStyle(data.Variants);
        _numbers = new Numbers(data);
    }

    /// <summary>
    /// Validation metric and training loss by step: for each cell the mean over the seeds, with a band from the lowest to the highest seed.
    /// </summary>
    public GenericChart LearningCurves => new LearningCurveFigure(_data, _style, _numbers).Draw();

    /// <summary>Paired differences of the validation metric from the baseline by step; null when there are no pairs.</summary>
    public GenericChart? DifferenceCurves => new DifferenceCurveFigure(_data, _style).Draw();

    /// <summary>The final metric of each cell: the mean, the interval, and a point for every seed.</summary>
    public GenericChart FinalMetric => new FinalMetricFigure(_data, _style, _numbers).Draw();

    /// <summary>
    /// The paired differences with their intervals, the zero line and the band of ±epsilon; null when there are no comparisons.
    /// </summary>
    public GenericChart? PairedDifferences =>
        _data.Comparisons.Count + _data.AxisEffects.Count == 0 ? null : new ForestFigure(_data, _style, _numbers).Draw();

    /// <summary>An alias of <see cref="PairedDifferences"/>, which is a forest plot.</summary>
    public GenericChart? ForestPlot => PairedDifferences;

    /// <summary>The training throughput of each cell in tokens per second; null when not measured.</summary>
    public GenericChart? Throughput => new CostFigure(_data, _style).Throughput();

    /// <summary>The peak memory of each cell's runs in MiB; null when not measured.</summary>
    public GenericChart? Memory => new CostFigure(_data, _style).Memory();

    /// <summary>The final metric by evaluation length; null when only one length was evaluated.</summary>
    public GenericChart? Extrapolation => new ExtrapolationFigure(_data, _style, _numbers).Draw();

    /// <summary>Interaction plots of every pair of axes; null with one axis, and where the study shows no interactions.</summary>
    public GenericChart? Interactions => new InteractionFigure(_data).Draw();

    private static readonly (string Name, Func<StudyFigures, GenericChart?> Draw)[] Known =
    [
        ("paired-differences", one => one.PairedDifferences),
        ("learning-curves", one => one.LearningCurves),
        ("difference-curves", one => one.DifferenceCurves),
        ("final-metric", one => one.FinalMetric),
        ("interactions", one => one.Interactions),
        ("extrapolation", one => one.Extrapolation),
        ("throughput", one => one.Throughput),
        ("memory", one => one.Memory),
    ];

    /// <summary>The names of all figures that a study can have.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(figure => figure.Name)];

    /// <summary>
    /// The name of a figure that is spelled as in a shell or in C#: "paired-differences", "PairedDifferences", "ForestPlot"; null when
    /// there is no such figure.
    /// </summary>
    public static string? NameOf(string written)
    {
        ArgumentNullException.ThrowIfNull(written);
        var plain = Plain(written);
        return plain == Plain(nameof(ForestPlot)) ? Known[0].Name : Names.FirstOrDefault(name => Plain(name) == plain);

        static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
    }

    /// <summary>The figures that the data have, each with its name, which is also the name of its file.</summary>
    public IEnumerable<(string Name, GenericChart Chart)> All =>
        Known
            .Select(figure => (figure.Name, Chart: figure.Draw(this)))
            .Where(figure => figure.Chart is not null)
            .Select(figure => (figure.Name, figure.Chart!));
}
