using System.Globalization;

namespace Workbench.Operations.Views;

/// <summary>A block diagram as lines of text: what is fed comes below, a branch that is added to its input is bracketed.</summary>
internal static class DiagramView
{
    /// <summary>A table with a line for each part.</summary>
    public static ResultTable Of(ModelDiagram diagram) =>
        new(
            [
                "diagram",
                "shape",
                ResultColumn.Right("parameters"),
                ResultColumn.Right("weights"),
                ResultColumn.Right("FLOPs/token"),
                ResultColumn.Right("decoding state"),
            ],
            [.. diagram.Stacks.SelectMany((stack, at) => Lines(stack, at > 0))]
        );

    /// <summary>Who feeds whom, in one sentence for each stack.</summary>
    public static string Sentence(ModelDiagram diagram) => string.Join(" ", diagram.Stacks.Select(Sentence));

    private static string Sentence(DiagramStack stack) =>
        $"{stack.Name}: {stack.Input}, then {string.Join(", then ", stack.Before.Select(Words))}, then {stack.Blocks} "
        + $"{(stack.Blocks == 1 ? "block" : "blocks")}, each of {string.Join(", then ", stack.Block.Select(Words))}"
        + $"{string.Concat(stack.After.Select(step => $", then {Words(step)}"))}, giving {stack.Output}.";

    private static string Words(DiagramStep step) =>
        string.Join(" and ", step.Rows.Select(row => string.Join(" beside ", row.Select(Name))))
        + (step.IsBranch ? " added to their input" : "");

    private static string Name(DiagramBox box) => box.ReadsSource ? $"{box.Name} (reads the encoder)" : box.Name;

    private static IEnumerable<string[]> Lines(DiagramStack stack, bool isFurther)
    {
        if (isFurther)
            yield return Line("");
        yield return Line($"{stack.Name}: {stack.Input}");
        foreach (var line in stack.Before.SelectMany(step => Lines(step, "")))
            yield return line;
        yield return Line($"{stack.Blocks} x block");
        foreach (var line in stack.Block.SelectMany(step => Lines(step, "│ ")))
            yield return line;
        foreach (var line in stack.After.SelectMany(step => Lines(step, "")))
            yield return line;
        yield return Line($"→ {stack.Output}");
    }

    private static IEnumerable<string[]> Lines(DiagramStep step, string indent)
    {
        if (step.IsBranch)
            yield return Line($"{indent}┌");
        foreach (var row in step.Rows)
            for (var i = 0; i < row.Count; i++)
                yield return
                [
                    $"{indent}{(step.IsBranch ? "│ " : "")}{(row.Count == 1 ? "↓" : i == 0 ? "↓" : "∥")} {Name(row[i])}",
                    row[i].Shape,
                    row[i].Parameters == 0 ? "" : row[i].Parameters.ToString("#,0", CultureInfo.InvariantCulture),
                    row[i].WeightBytes == 0 ? "" : Sizes.Bytes(row[i].WeightBytes),
                    row[i].FlopsPerToken == 0 ? "" : Sizes.Count(row[i].FlopsPerToken),
                    row[i].StateBytes == 0 ? "" : Sizes.Bytes(row[i].StateBytes),
                ];
        if (step.IsBranch)
            yield return Line($"{indent}└ + input");
    }

    private static string[] Line(string text) => [text, "", "", "", "", ""];
}
