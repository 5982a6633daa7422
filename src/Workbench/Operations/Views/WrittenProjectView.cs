namespace Workbench.Operations.Views;

/// <summary>The view of a project that was written: its files, and what to do next.</summary>
internal static class WrittenProjectView
{
    public static ResultView Of(WrittenProject project) =>
        new([
            new ResultLine($"{project.Folder}: {string.Join(", ", project.Files)}"),
            .. project.Lines.Select(line => new ResultLine(line)),
        ]);
}
