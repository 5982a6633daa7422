namespace Workbench.Operations.Views;

/// <summary>How a figure reads in text: what it draws, where it is; or which figures there are.</summary>
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
