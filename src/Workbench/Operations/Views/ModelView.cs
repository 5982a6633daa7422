using System.Globalization;

namespace Workbench.Operations.Views;

/// <summary>The view of a model: differences from its base, cost, modules.</summary>
internal static class ModelView
{
    public static ResultView Of(ModelDescription model) =>
        model.Yaml is { } yaml
            ? new ResultView(new ResultLine(yaml.TrimEnd('\n')))
            : new ResultView([.. Costs(model), model.Diagram is { } diagram ? DiagramView.Of(diagram) : Modules(model), .. Remark(model)]);

    /// <summary>The differences from the base, and the cost of both models.</summary>
    internal static IEnumerable<ResultPart> Costs(ModelDescription model)
    {
        var compared = model.Differences.Count > 0;
        if (compared)
        {
            yield return new ResultTable(
                ["setting", model.Base, "here"],
                [.. model.Differences.Select(one => (string[])[one.Path, one.Values[0] ?? "—", one.Values[1] ?? "—"])]
            );
        }
        var (costs, baseCosts) = (model.Costs, model.BaseCosts);
        yield return new ResultTable(
            compared
                ? ["", ResultColumn.Right(model.Base), ResultColumn.Right("here"), ResultColumn.Right("")]
                : ["", ResultColumn.Right(model.Base)],
            [
                Cost(
                    model.Vocabulary > 0 ? "parameters" : "parameters without the vocabulary",
                    baseCosts.Parameters,
                    costs.Parameters,
                    Sizes.Count
                ),
                Cost("weights", baseCosts.WeightBytes, costs.WeightBytes, Sizes.Bytes),
                Cost($"FLOPs/token at {model.Tokens} tokens", baseCosts.FlopsPerToken, costs.FlopsPerToken, Sizes.Count),
                Cost($"decoding state at {model.Tokens} tokens", baseCosts.StateBytes, costs.StateBytes, Sizes.Bytes),
            ]
        );

        string[] Cost(string name, double before, double now, Func<double, string> text) =>
            compared ? [name, text(before), text(now), Relative(now, before)] : [name, text(now)];
    }

    internal static IEnumerable<ResultPart> Remark(ModelDescription model) =>
        model.Vocabulary == 0 ? [new ResultLine("V is the vocabulary, which a task gives: add --data sotu to count it")] : [];

    private static ResultTable Modules(ModelDescription model) =>
        new(["module", "class", ResultColumn.Right("parameters"), "shapes"], [.. Rows(model.Modules, 0)]);

    private static IEnumerable<string[]> Rows(ModelModule module, int depth)
    {
        var name = depth == 0 ? "model" : new string(' ', 2 * depth) + module.Name;
        string[] row =
        [
            module.Count > 1 ? $"{name} ({module.Count} x)" : name,
            module.Kind,
            module.Parameters == 0 ? "" : module.Parameters.ToString("#,0", CultureInfo.InvariantCulture),
            string.Join(", ", module.Tensors.Select(one => $"{one.Name} [{string.Join(", ", one.Shape)}]")),
        ];
        return module.Children.SelectMany(child => Rows(child, depth + 1)).Prepend(row);
    }

    private static string Relative(double now, double before) =>
        now == before ? "same"
        : before == 0 ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{(now / before - 1) * 100:+0.0;-0.0} %");
}
