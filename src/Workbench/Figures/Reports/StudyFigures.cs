namespace Workbench.Figures;

/// <summary>The figures of a study, each a chart of its own: for the report, and for a notebook cell.</summary>
/// <param name="data">The study's numbers.</param>
public sealed class StudyFigures(ReportData data)
{
    /// <summary>Training loss and validation metric by step: the mean over the seeds in the band from the least to the greatest.</summary>
    public GenericChart LearningCurves => throw new InvalidOperationException(data.Title);

    /// <summary>The final metric of each cell: mean, interval, and every seed as a point.</summary>
    public GenericChart FinalMetric => throw new InvalidOperationException(data.Title);

    /// <summary>The paired differences with their intervals, the zero line and the band of ±epsilon.</summary>
    public GenericChart ForestPlot => throw new InvalidOperationException(data.Title);

    /// <summary>Training throughput of each cell in tokens per second; null when not measured.</summary>
    public GenericChart? Throughput => throw new InvalidOperationException(data.Title);

    /// <summary>Peak memory of each cell's runs; null when not measured.</summary>
    public GenericChart? Memory => throw new InvalidOperationException(data.Title);

    /// <summary>The final metric by evaluation length; null when only the trained context was evaluated.</summary>
    public GenericChart? Extrapolation => throw new InvalidOperationException(data.Title);
}
