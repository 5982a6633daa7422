namespace Workbench.Notebook.Scripting;

/// <summary>The settings of a session.</summary>
/// <param name="Folder">The base folder of relative paths in <c>#r</c> and <c>#load</c>.</param>
/// <param name="Cache">The cache folder of package restores.</param>
/// <param name="Imports">Namespaces, and types whose static members are imported, as in <c>TorchSharp.torch</c>.</param>
public sealed record ScriptSettings(string Folder, string Cache, IReadOnlyList<string> Imports);
