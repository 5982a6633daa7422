using System.Globalization;
using Workbench.Models;
using Workbench.Operations;

namespace Workbench.Notebook.Display;

/// <summary>
/// A tree of modules that folds: what each is, its parameters, its forward operations a token, the shapes of its own tensors. A row that
/// has others inside is a <c>details</c> element, so that it opens without a script.
/// </summary>
internal static class ModuleHtml
{
    private const int OpenLevels = 2;

    /// <summary>The tree.</summary>
    /// <param name="root">The modules.</param>
    /// <param name="name">What the root is called.</param>
    /// <param name="flops">Forward operations a token of the mechanism that mixes tokens, of one block, and of the whole model; null when
    /// it is no Transformer of ours.</param>
    internal static Html Of(ModelModule root, string name, (double Mechanism, double Whole)? flops) =>
        Html.Of($"""<div style="font-size:.95em">{Node(root, name, 0, flops)}</div>""");

    /// <summary>What a Transformer's mechanism (with what positions do inside) and the whole of it take, at a length.</summary>
    internal static (double Mechanism, double Whole) FlopsOf(TransformerConfig config, int tokens) =>
        (config.Attention.FlopsPerToken(config, tokens) + config.Position.FlopsPerToken(config), config.FlopsPerToken(tokens));

    /// <summary>The same as indented lines.</summary>
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

    // A product with a matrix takes two operations an entry; what mixes tokens knows its own.
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
