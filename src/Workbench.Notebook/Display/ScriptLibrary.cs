using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Workbench.Notebook.Display;

/// <summary>
/// The scripts that outputs may need, by name. An output says so in its HTML, <c>data-needs="plotly"</c>; an output that is there for it
/// alone carries the script between two comments, so that it can be found again and moved.
/// </summary>
/// <param name="scripts">By name: the HTML (script elements) that a page needs once. Asked for when it is first needed.</param>
public sealed partial class ScriptLibrary(IReadOnlyDictionary<string, Func<string>> scripts)
{
    /// <summary>No scripts at all.</summary>
    public static ScriptLibrary Empty { get; } = new(new Dictionary<string, Func<string>>());

    /// <summary>The names known.</summary>
    public IEnumerable<string> Names => scripts.Keys;

    /// <summary>The scripts that HTML needs, of those known.</summary>
    internal IEnumerable<string> NeededBy(string html) =>
        Needs().Matches(html).SelectMany(match => match.Groups[1].Value.Split(' ')).Distinct().Where(scripts.ContainsKey);

    /// <summary>The scripts that HTML carries.</summary>
    internal static IEnumerable<string> CarriedBy(string html) => Opening().Matches(html).Select(match => match.Groups[1].Value).Distinct();

    /// <summary>The HTML that carries a script.</summary>
    internal string Carrier(string name) => $"<!--script {name}-->{scripts[name]()}<!--/script {name}-->";

    /// <summary>
    /// The bundle of an output that is there for scripts alone. It has no other form: front ends that do not run HTML show nothing of it.
    /// </summary>
    internal MimeBundle CarrierOf(IReadOnlyCollection<string> names) =>
        new(
            new JsonObject { ["text/html"] = string.Concat(names.Select(Carrier)) },
            new JsonObject
            {
                ["workbench"] = new JsonObject { ["carries"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) },
            }
        );

    /// <summary>Whether an output's metadata say that it is there for scripts alone.</summary>
    internal static bool IsCarrier(JsonObject output) => output["metadata"]?["workbench"]?["carries"] is not null;

    /// <summary>HTML without the scripts that it carries.</summary>
    internal static string Without(string html)
    {
        // No pattern runs over the scripts themselves: they are megabytes.
        while (Opening().Match(html) is { Success: true } opening)
        {
            var closing = $"<!--/script {opening.Groups[1].Value}-->";
            var end = html.IndexOf(closing, opening.Index, StringComparison.Ordinal);
            html = html[..opening.Index] + (end < 0 ? "" : html[(end + closing.Length)..]);
        }
        return html;
    }

    [GeneratedRegex("data-needs=\"([a-z0-9 -]+)\"")]
    private static partial Regex Needs();

    [GeneratedRegex("<!--script ([a-z0-9-]+)-->")]
    private static partial Regex Opening();
}
