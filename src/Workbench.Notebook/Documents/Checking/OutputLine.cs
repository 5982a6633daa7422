namespace Workbench.Notebook.Documents.Checking;

/// <summary>A line of what a cell shows.</summary>
/// <param name="Text">The line, with everything that stands in it: what may differ is found when two lines are compared.</param>
/// <param name="Unread">What of it is not compared, by size and hash: the bytes of a picture, the markup of a page.</param>
internal readonly record struct OutputLine(string Text, string? Unread = null);
