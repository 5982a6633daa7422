using System.Globalization;
using Workbench.Ablation;
using Workbench.Reporting;

namespace Workbench.Operations.Views;

/// <summary>
/// The views of all result types. A new result type is registered with one line in <see cref="All"/>, for the shell and the notebook.
/// </summary>
public static class ResultViews
{
    /// <summary>Every result type that has a view, with the function that creates the view.</summary>
    public static IReadOnlyList<(Type Type, Func<object, ResultView> View)> All { get; } =
    [
        Of<AblateResult>(AblateView.Of),
        Of<ModelDescription>(ModelView.Of),
        Of<TrainResult>(TrainView.Of),
        Of<PredictResult>(PredictView.Of),
        Of<AttentionResult>(AttentionView.Of),
        Of<EmbeddingsResult>(EmbeddingsView.Of),
        Of<CompareResult>(CompareView.Of),
        Of<FigureResult>(FigureView.Of),
        Of<ReproduceResult>(ReproduceView.Of),
        Of<IReadOnlyList<RunListing>>(RunsView.Of),
        Of<RunDetails>(RunsView.Of),
        Of<RunsDifference>(RunsView.Of),
        Of<ExportResult>(RunsView.Of),
        Of<VerifyResult>(RunsView.Of),
        Of<WeightListing>(WeightsView.Of),
        Of<WrittenModel>(WeightsView.Of),
        Of<WrittenProject>(WrittenProjectView.Of),
        Of<CleanResult>(CleanView.Of),
        Of<IReadOnlyList<DataItem>>(DataView.Of),
        Of<DataItem>(item => DataView.Of([item])),
        Of<CheckReport>(CheckView.Of),
        Of<DoctorResult>(DoctorView.Of),
        Of<DeviceResult>(DeviceView.Of),
        Of<IReadOnlyList<FamilyItem>>(VariantsView.Of),
        Of<IReadOnlyList<PresetItem>>(VariantsView.Of),
    ];

    /// <summary>The view of a result.</summary>
    /// <exception cref="ArgumentException">The type of the result has no view.</exception>
    public static ResultView Of(object result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var found = All.FirstOrDefault(one => one.Type.IsInstanceOfType(result));
        return found.View is { } view
            ? view(result)
            : throw new ArgumentException($"a {result.GetType().Name} has no view", nameof(result));
    }

    internal static string Number(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "—";

    /// <summary>What Holm's correction leaves of a verdict, with the corrected p-value that decides; empty where nothing is
    /// claimed.</summary>
    internal static string Corrected(AblateVerdict verdict) =>
        verdict.Word == "undetermined" ? ""
        : verdict.CorrectedPValue is { } p ? $"{verdict.Corrected}, p {ReportWords.PValue(p)}"
        : verdict.Corrected;

    private static (Type, Func<object, ResultView>) Of<T>(Func<T, ResultView> view) => (typeof(T), result => view((T)result));
}
