namespace Workbench.Notebook.Scripting;

/// <summary>What a session starts with.</summary>
/// <param name="Folder">Where relative paths of <c>#r</c> and <c>#load</c> start.</param>
/// <param name="Cache">Where restored packages are remembered.</param>
/// <param name="Imports">Namespaces, and types whose static members are imported, as in <c>TorchSharp.torch</c>.</param>
public sealed record ScriptSettings(string Folder, string Cache, IReadOnlyList<string> Imports);
