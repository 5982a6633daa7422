using System.Globalization;
using System.Text;

namespace Workbench.Notebook.Display;

/// <summary>
/// A heat map as SVG: positive values in one colour, negative values in another, opacity proportional to magnitude. Zero is transparent, so
/// the map is legible on light and dark pages.
/// </summary>
internal static class HeatMap
{
    private const int Levels = 16;

    /// <summary>The <c>svg</c> element.</summary>
    /// <param name="values">The values by row and column.</param>
    /// <param name="label">The text for screen readers.</param>
    internal static Html Of(double[,] values, string label)
    {
        var (rows, columns) = (values.GetLength(0), values.GetLength(1));
        var paths = new SortedDictionary<int, StringBuilder>();
        var greatest = values.Cast<double>().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                // All cells of a level form one path. Level 0 is not drawn; NaN and infinities are grey.
                var value = values[row, column];
                var level =
                    !double.IsFinite(value) ? Levels + 1
                    : greatest == 0 ? 0
                    : (int)Math.Round(Levels * value / greatest);
                if (level == 0)
                    continue;
                if (!paths.TryGetValue(level, out var path))
                    paths[level] = path = new StringBuilder();
                path.Append(CultureInfo.InvariantCulture, $"M{column} {row}h1v1h-1z");
            }
        }
        var scale = Math.Clamp(480 / columns, 4, 16);
        var cells = paths.Select(path =>
            Html.Of($"""<path fill="{Colour(path.Key)}" fill-opacity="{Opacity(path.Key):0.###}" d="{path.Value.ToString()}"/>""")
        );
        return Html.Of(
            $"""
            <svg role="img" aria-label="{label}" width="{columns * scale}" height="{Math.Max(rows, 1) * scale}"
            viewBox="0 0 {columns} {rows}" preserveAspectRatio="none" shape-rendering="crispEdges"
            style="max-width:100%;border:{TableHtml.Line}">{cells}</svg>
            """
        );
    }

    private static string Colour(int level) =>
        level > Levels ? "#888888"
        : level > 0 ? "#d1495b"
        : "#2e7dd1";

    private static double Opacity(int level) => level > Levels ? 1 : Math.Abs(level) / (double)Levels;
}
