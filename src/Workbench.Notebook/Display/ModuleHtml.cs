using System.Globalization;
using Workbench.Models;
using Workbench.Operations;

namespace Workbench.Notebook.Display;

/// <summary>
/// A collapsible module tree: each module's type, parameter count, forward FLOPs per token and the shapes of its own tensors. A module with
/// children is a <c>details</c> element, which opens without a script.
/// </summary>
internal static class ModuleHtml
{
    private const int OpenLevels = 2;

    /// <summary>The tree.</summary>
    /// <param name="root">The root module.</param>
    /// <param name="name">The root's name.</param>
    /// <param name="flops">Forward FLOPs per token of one block's token-mixing mechanism and of the whole model; null for a model that is
    /// not a Workbench Transformer.</param>
    internal static Html Of(ModelModule root, string name, (double Mechanism, double Whole)? flops) =>
        Html.Of($"""<div style="font-size:.95em">{Node(root, name, 0, flops)}</div>""");

    /// <summary>
    /// Forward FLOPs per token, at a sequence length, of one block's mechanism (position encoding inside it included) and of the whole
    /// Transformer.
    /// </summary>
    internal static (double Mechanism, double Whole) FlopsOf(TransformerConfig config, int tokens) =>
        (config.Attention.FlopsPerToken(config, tokens) + config.Position.FlopsPerToken(config), config.FlopsPerToken(tokens));

    /// <summary>The tree as indented lines of text.</summary>
    internal static IEnumerable<string> Lines(ModelModule module, string name, int depth = 0)
    {
        var facts = string.Join(", ", Facts(module, null).Append(Shapes(module)).Where(text => text.Length > 0));
        yield return $"{new string(' ', 2 * depth)}{Title(module, name)}: {facts}".TrimEnd(' ', ':');
        foreach (var line in module.Children.SelectMany(child => Lines(child, child.Name, depth + 1)))
            yield return line;
    }

    private static Html Node(ModelModule module, string name, int depth, (double Mechanism, double Whole)? flops)
    {
        var facts = string.Join(
            " · ",
            Facts(
                module,
                flops is { } all
                    ? depth == 0
                        ? all.Whole
                        : Flops(module, all.Mechanism)
                    : null
            )
        );
        var line = Html.Of(
            $"""<code>{Title(module, name)}</code> <span style="{TableHtml.Faint}">{facts}</span> <code """
                + $"""style="{TableHtml.Faint}">{Shapes(module)}</code>"""
        );
        if (module.Children.Count == 0)
            return Html.Of($"""<div style="margin-left:1.1em">{line}</div>""");
        var inside = module.Children.Select(child => Node(child, child.Name, depth + 1, flops));
        return Html.Of(
            $"""<details{new Html(depth < OpenLevels ? " open" : "")} style="margin-left:{(depth == 0 ? 0 : 0.3):0.0}em">"""
                + $"""<summary>{line}</summary><div style="margin-left:.8em;border-left:{TableHtml.Line}">{inside}</div></details>"""
        );
    }

    private static string Title(ModelModule module, string name) =>
        $"{name}{(module.Count > 1 ? $" ({module.Count} x)" : "")} {module.Kind}";

    private static IEnumerable<string> Facts(ModelModule module, double? flops)
    {
        if (module.Parameters > 0)
            yield return $"{module.Parameters.ToString("#,0", CultureInfo.InvariantCulture)} parameters";
        if (flops > 0)
            yield return $"{Sizes.Count(flops.Value)} FLOPs/token";
    }

    private static string Shapes(ModelModule module) =>
        string.Join(", ", module.Tensors.Select(one => $"{one.Name} [{string.Join(", ", one.Shape)}]"));

    // A matrix product takes 2 FLOPs per weight and token. The mechanism's FLOPs come from its config.
    internal static double Flops(ModelModule module, double mechanism) =>
        (
            module.Kind == "Linear"
                ? 2
                    * module
                        .Tensors.Where(one => one.Name == "weight")
                        .Sum(one => one.Shape.Aggregate(1.0, (count, size) => count * double.Parse(size, CultureInfo.InvariantCulture)))
                : 0
        )
        + (module.Name == "mechanism" ? mechanism : 0)
        + module.Children.Sum(child => child.Count * Flops(child, mechanism));
}
