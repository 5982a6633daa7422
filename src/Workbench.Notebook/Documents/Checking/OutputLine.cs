namespace Workbench.Notebook.Documents.Checking;

/// <summary>A line of a cell's outputs.</summary>
/// <param name="Text">The line, unmasked: mask rules apply when two lines are compared.</param>
/// <param name="Unread">Size and hash of content that is not compared: the bytes of an image, the markup of a page.</param>
internal readonly record struct OutputLine(string Text, string? Unread = null);
