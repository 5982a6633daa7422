namespace Workbench.Operations.Views;

/// <summary>The view of a figure: its data as text and its file, or the names of the available figures.</summary>
internal static class FigureView
{
    public static ResultView Of(FigureResult result) =>
        result.Name is null
            ? new([.. result.Names.Select(name => new ResultLine(name))])
            : new([
                .. result.Text!.TrimEnd() is { Length: > 0 } text ? (ResultLine[])[new(text)] : [],
                .. result.File is { } file ? (ResultLine[])[new($"figure: {file}")] : [],
            ]);
}
