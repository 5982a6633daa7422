using Workbench.Operations;
using Workbench.Operations.Views;

namespace Workbench.Notebook.Display;

/// <summary>
/// Draws a block diagram as an SVG element: data flows downward, residual branches pass their boxes on the left, and an encoder stands left
/// of its decoder. Lines and text have the colour of the page's text, so that the drawing suits light and dark themes.
/// </summary>
internal sealed class DiagramSvg
{
    private const double BoxWidth = 236;
    private const double BoxHeight = 58;
    private const double LineHeight = 15;
    private const double Gap = 22;
    private const double Between = 14;

    // Room for the frame of a block and the line of a residual branch.
    private const double Margin = 34;

    private readonly List<Html> _parts = [];
    private double _left;
    private double _centre;
    private double _y;

    // From where the next line down starts; NaN at the top of a stack.
    private double _from;
    private readonly List<(double X, double Y)> _readers = [];

    /// <summary>The element.</summary>
    public static Html Of(ModelDiagram diagram)
    {
        var drawing = new DiagramSvg();
        var (x, bottom) = (0.0, 0.0);
        (double X, double Y) memory = default;
        foreach (var (at, stack) in diagram.Stacks.Index())
        {
            var width = WidthOf(stack);
            drawing.Draw(stack, x, width);
            bottom = Math.Max(bottom, drawing._y);
            if (diagram.Stacks.Count > 1 && at == 0)
                memory = (drawing._centre, drawing._from);
            x += width + 40;
        }
        // From below the encoder up the gap to each box that reads its output.
        if (drawing._readers.Count > 0)
        {
            var channel = WidthOf(diagram.Stacks[0]) + 20;
            drawing.Line($"M{memory.X} {memory.Y + 8}V{memory.Y + 18}H{channel}V{drawing._readers.Min(one => one.Y)}");
            foreach (var (readerX, readerY) in drawing._readers)
            {
                drawing.Line($"M{channel} {readerY}H{readerX - 6}");
                drawing.Head($"M{readerX} {readerY}l-7 -4v8z");
            }
            bottom = Math.Max(bottom, memory.Y + 30);
        }
        var (name, total) = ($"Block diagram: {string.Join(" and ", diagram.Stacks.Select(stack => stack.Name))}", x - 40);
        return Html.Of(
            $"""<div tabindex="0" role="group" aria-label="{name}" style="overflow-x:auto"><svg xmlns="http://www.w3.org/2000/svg" """
                + $"""role="img" aria-label="{name}" viewBox="0 0 {total} {bottom}" width="{total}" height="{bottom}" """
                + $"""style="font:11px sans-serif"><title>{name}</title>"""
                + $"""<desc>{DiagramView.Sentence(diagram)}</desc>{drawing._parts}</svg></div>"""
        );
    }

    private static double WidthOf(DiagramStack stack)
    {
        var widest = stack.Block.SelectMany(step => step.Rows).Max(row => row.Count);
        return (2 * Margin) + (widest * BoxWidth) + ((widest - 1) * Between);
    }

    private void Draw(DiagramStack stack, double left, double width)
    {
        (_left, _centre, _y, _from) = (left, left + (width / 2), 14, double.NaN);
        Text(_centre, _y, $"{stack.Name}: {stack.Input}", isStrong: false);
        _from = _y + 5;
        _y += Gap;
        foreach (var step in stack.Before)
            Draw(step);
        var top = _y - 4;
        Text(left + width - 8, top + 16, $"{stack.Blocks} x", isStrong: true, anchor: "end");
        _y += 14;
        foreach (var step in stack.Block)
            Draw(step);
        _parts.Insert(
            0,
            Html.Of(
                $"""<rect x="{left + 1}" y="{top}" width="{width - 2}" height="{_y - top - 4}" rx="8" fill="currentColor" """
                    + $"""fill-opacity=".05" stroke="currentColor" stroke-opacity=".4" stroke-dasharray="4 3"/>"""
            )
        );
        _y += 14;
        foreach (var step in stack.After)
            Draw(step);
        Arrow(_centre, _from, _y);
        Text(_centre, _y + 12, stack.Output, isStrong: false);
        _from = _y + 12;
        _y += 20;
    }

    private void Draw(DiagramStep step)
    {
        var start = _from + 4;
        foreach (var row in step.Rows)
            Draw(row);
        if (!step.IsBranch)
            return;
        // The input passes the boxes on the left, and is added below them.
        var sum = _y + 9;
        Arrow(_centre, _from, _y);
        _parts.Add(Html.Of($"""<circle cx="{_centre}" cy="{sum}" r="9" fill="none" stroke="currentColor"/>"""));
        Line($"M{_centre - 4} {sum}h8M{_centre} {sum - 4}v8");
        var side = _left + 16;
        Line($"M{_centre} {start}H{side}V{sum}H{_centre - 15}");
        Head($"M{_centre - 9} {sum}l-7 -4v8z");
        _from = sum + 9;
        _y = _from + Gap;
    }

    private void Draw(IReadOnlyList<DiagramBox> row)
    {
        var height = BoxHeight + (row.Any(box => box.StateBytes > 0) ? LineHeight : 0);
        var first = _centre - (((row.Count * BoxWidth) + ((row.Count - 1) * Between)) / 2);
        foreach (var (at, box) in row.Index())
        {
            var x = first + (at * (BoxWidth + Between));
            var middle = x + (BoxWidth / 2);
            if (middle != _centre)
                Line($"M{_centre} {_from + 8}H{middle}");
            Arrow(middle, row.Count > 1 ? _from + 8 : _from, _y);
            Draw(box, x, height);
            if (row.Count > 1)
                Line($"M{middle} {_y + height}v8H{_centre}");
        }
        if (row.Count > 1)
            Line($"M{_centre} {_from}v8");
        _from = _y + height + (row.Count > 1 ? 8 : 0);
        _y = _from + Gap;
    }

    private void Draw(DiagramBox box, double x, double height)
    {
        _parts.Add(
            Html.Of(
                $"""<rect x="{x}" y="{_y}" width="{BoxWidth}" height="{height}" rx="5" fill="{Colour(box.Name)}" """
                    + $"""fill-opacity=".16" stroke="currentColor"/>"""
            )
        );
        var middle = x + (BoxWidth / 2);
        Text(middle, _y + 16, box.Name, isStrong: true);
        Text(middle, _y + 32, box.Shape, isStrong: false);
        Text(middle, _y + 48, Costs(box), isStrong: false);
        if (box.StateBytes > 0)
            Text(middle, _y + 48 + LineHeight, $"{Sizes.Bytes(box.StateBytes)} of decoding state", isStrong: false);
        if (box.ReadsSource)
            _readers.Add((x, _y + (height / 2)));
    }

    private static string Costs(DiagramBox box) =>
        string.Join(
            ", ",
            new[]
            {
                box.Parameters > 0 ? $"{Sizes.Count(box.Parameters)} par. ({Sizes.Bytes(box.WeightBytes)})" : "",
                box.FlopsPerToken > 0 ? $"{Sizes.Count(box.FlopsPerToken)} FLOPs" : "",
            }.Where(part => part.Length > 0)
        );

    // Middle tones, visible on light and dark grounds.
    private static string Colour(string name) =>
        name.Split(' ')[0] switch
        {
            "attention" => "#e07b39",
            "feed-forward" => "#2f8fd0",
            "gated" => "#8c5fd0",
            "norm" => "#4c9f50",
            _ => "#888888",
        };

    private void Text(double x, double y, string text, bool isStrong, string anchor = "middle") =>
        _parts.Add(
            Html.Of(
                $"""<text x="{x}" y="{y}" text-anchor="{anchor}" fill="currentColor" """
                    + $"""font-weight="{(isStrong ? "600" : "400")}">{text}</text>"""
            )
        );

    private void Arrow(double x, double from, double to)
    {
        Line($"M{x} {from}V{to - 5}");
        Head($"M{x} {to}l-4 -7h8z");
    }

    private void Line(FormattableString path) =>
        _parts.Add(Html.Of($"""<path d="{FormattableString.Invariant(path)}" fill="none" stroke="currentColor"/>"""));

    private void Head(FormattableString path) =>
        _parts.Add(Html.Of($"""<path d="{FormattableString.Invariant(path)}" fill="currentColor"/>"""));
}
