namespace Workbench.Data;

/// <summary>One text of a corpus: an address, a chapter, a file.</summary>
/// <param name="Name">Unique within its corpus; the name's hash decides whether the document is used for training or validation.</param>
/// <param name="Text">The text, with line ends as <c>\n</c>.</param>
public sealed record Document(string Name, string Text);
