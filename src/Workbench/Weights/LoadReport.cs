using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>A saved tensor that does not fit the model's.</summary>
/// <param name="Name">The model's name of the weight.</param>
/// <param name="Model">The shape or the type in the model.</param>
/// <param name="Saved">The shape or the type in the saved weights.</param>
public sealed record WeightMismatch(string Name, string Model, string Saved)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} is {Saved} in the saved weights and {Model} in the model";
}

/// <summary>What loading weights into a model does, or would do, to each of them; every weight of both sides is in one list.</summary>
/// <param name="Loaded">Weights that were loaded.</param>
/// <param name="Kept">Weights that keep their initial values, because the user has named them.</param>
/// <param name="Missing">Weights of the model that are not saved.</param>
/// <param name="Unexpected">Saved tensors that the model does not have.</param>
/// <param name="WrongShape">Weights of another shape.</param>
/// <param name="WrongType">Saved tensors that are not floating-point numbers.</param>
public sealed record LoadReport(
    IReadOnlyList<string> Loaded,
    IReadOnlyList<string> Kept,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Unexpected,
    IReadOnlyList<WeightMismatch> WrongShape,
    IReadOnlyList<WeightMismatch> WrongType
)
{
    /// <summary>Of the loaded ones, tables of positions that are longer in the saved weights: the model's first positions are
    /// loaded.</summary>
    public IReadOnlyList<WeightMismatch> Cut { get; init; } = [];

    /// <summary>Whether every weight of the model was loaded or named, and every saved tensor was used.</summary>
    public bool IsComplete => Missing.Count + Unexpected.Count + WrongShape.Count + WrongType.Count == 0;

    /// <summary>One line for each kind that has weights.</summary>
    public override string ToString() =>
        string.Join(
            Environment.NewLine,
            new[]
            {
                $"loaded: {Loaded.Count}",
                Line("cut to the context", [.. Cut.Select(one => $"{one.Name} {one.Saved} to {one.Model}")]),
                Line("kept at initial values", Kept),
                Line("missing", Missing),
                Line("unexpected", Unexpected),
                Line("wrong shape", [.. WrongShape.Select(one => $"{one.Name} {one.Saved}, not {one.Model}")]),
                Line("wrong type", [.. WrongType.Select(one => $"{one.Name} {one.Saved}, not {one.Model}")]),
            }.OfType<string>()
        );

    private static string? Line(string what, IReadOnlyList<string> names) =>
        names.Count == 0 ? null : $"{what}: {names.Count} ({string.Join(", ", names)})";

    /// <summary>Every weight that keeps loading from being complete, as faults.</summary>
    /// <param name="path">The saved weights' location.</param>
    /// <param name="strict">Whether missing and unexpected weights are faults too.</param>
    internal IReadOnlyList<Fault> Faults(string path, bool strict)
    {
        const string allowed = "the weights of the model";
        return
        [
            .. WrongShape.Select(one => new Fault($"{one.Name} has another shape", one.Saved, one.Model, null, path)),
            .. WrongType.Select(one => new Fault($"{one.Name} has another element type", one.Saved, "floating-point numbers", null, path)),
            .. (strict ? Missing : []).Select(name => new Fault($"{name} is missing in the saved weights", null, null, null, path)),
            .. (strict ? Unexpected : []).Select(name => new Fault("the model has no such weight", name, allowed, null, path)),
        ];
    }

    internal static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    internal static bool IsFloating(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
}
