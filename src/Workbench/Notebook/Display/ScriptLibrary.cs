namespace Workbench.Notebook.Display;

/// <summary>
/// The scripts that outputs may need, by name. An output says so in its HTML, <c>data-needs="plotly"</c>; one output of the notebook carries the script.
/// </summary>
/// <param name="scripts">By name: a function that gives the HTML (script elements) that a page needs once. Made when it is first needed.</param>
public sealed class ScriptLibrary(IReadOnlyDictionary<string, Func<string>> scripts)
{
    /// <summary>No scripts at all.</summary>
    public static ScriptLibrary Empty { get; } = new(new Dictionary<string, Func<string>>());

    /// <summary>The names known.</summary>
    public IEnumerable<string> Names => scripts.Keys;
}
