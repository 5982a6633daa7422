namespace Workbench.Operations.Views;

/// <summary>The views of saved weights and of models that were written.</summary>
internal static class WeightsView
{
    public static ResultView Of(WeightListing listing) =>
        new([
            new ResultTable(
                ["tensor", "type", "shape"],
                [.. listing.Tensors.Select(one => (string[])[one.Name, one.Type, $"[{string.Join(", ", one.Shape)}]"])]
            ),
            new ResultLine($"{listing.Tensors.Count} tensors, {Sizes.Count(listing.Elements)} elements"),
        ]);

    public static ResultView Of(WrittenModel model) =>
        new([
            new ResultLine($"{Sizes.Count(model.Parameters)} parameters, as {model.Format}: {model.Path}"),
            .. model.TrainLine is { } line ? (ResultLine[])[new($"train it further: {new CommandRef(line)}")] : [],
        ]);
}
