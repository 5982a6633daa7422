namespace Workbench.Data;

/// <summary>One text of a corpus: an address, a chapter, a file.</summary>
/// <param name="Name">Unique within its corpus; decides, hashed, on which side of the split the document falls.</param>
/// <param name="Text">The text, with line ends as <c>\n</c>.</param>
public sealed record Document(string Name, string Text);
