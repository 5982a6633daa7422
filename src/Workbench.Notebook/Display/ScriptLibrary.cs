using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Workbench.Notebook.Display;

/// <summary>
/// The scripts that outputs may need, by name. The HTML of an output declares its needs: <c>data-needs="plotly"</c>. A separate output
/// carries the script between two marker comments, by which the script can be found and moved.
/// </summary>
/// <param name="scripts">By name: a function that returns the script elements, called when a script is needed.</param>
public sealed partial class ScriptLibrary(IReadOnlyDictionary<string, Func<string>> scripts)
{
    /// <summary>A library without scripts.</summary>
    public static ScriptLibrary Empty { get; } = new(new Dictionary<string, Func<string>>());

    /// <summary>The names of the scripts.</summary>
    public IEnumerable<string> Names => scripts.Keys;

    /// <summary>The scripts of this library that HTML needs.</summary>
    internal IEnumerable<string> NeededBy(string html) =>
        Needs().Matches(html).SelectMany(match => match.Groups[1].Value.Split(' ')).Distinct().Where(scripts.ContainsKey);

    /// <summary>The scripts that HTML carries.</summary>
    internal static IEnumerable<string> CarriedBy(string html) => Opening().Matches(html).Select(match => match.Groups[1].Value).Distinct();

    /// <summary>The HTML that carries a script.</summary>
    internal string Carrier(string name) => $"<!--script {name}-->{scripts[name]()}<!--/script {name}-->";

    /// <summary>
    /// The bundle of an output that carries only scripts. It has no plain-text form, so front ends without HTML show nothing.
    /// </summary>
    internal MimeBundle CarrierOf(IReadOnlyCollection<string> names) =>
        new(
            new JsonObject { ["text/html"] = string.Concat(names.Select(Carrier)) },
            new JsonObject
            {
                ["workbench"] = new JsonObject { ["carries"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) },
            }
        );

    /// <summary>Whether an output carries only scripts, by its metadata.</summary>
    internal static bool IsCarrier(JsonObject output) => output["metadata"]?["workbench"]?["carries"] is not null;

    /// <summary>HTML without the scripts that it carries.</summary>
    internal static string Without(string html)
    {
        // Searches for the end by plain text: a regular expression over megabytes of script is slow.
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
