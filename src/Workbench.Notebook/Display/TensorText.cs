using System.Globalization;
using System.Numerics;
using System.Text;
using static TorchSharp.torch;

namespace Workbench.Notebook.Display;

/// <summary>
/// The values of a tensor as PyTorch prints them: nested brackets, four decimals, aligned columns, long dimensions elided in the middle.
/// </summary>
internal static class TensorText
{
    private const int Edge = 3;
    private const long MostWhole = 1000;
    private const int MostPrinted = 2000;
    private const int LineWidth = 80;

    /// <summary>The text; null when even the edges have too many elements.</summary>
    internal static string? Of(Tensor tensor)
    {
        if (tensor.numel() == 0)
            return tensor.dim() == 1 ? "tensor([])" : $"tensor([], size=({string.Join(", ", tensor.shape)}))";
        var elided = tensor.numel() > MostWhole;
        var shown = elided ? Edges(tensor) : tensor;
        if (shown.numel() > MostPrinted)
            return null;
        var texts = Texts(shown);
        var width = texts.Select(text => text.Length).DefaultIfEmpty().Max();
        return "tensor("
            + Nested([.. shown.shape], tensor.shape, [.. texts.Select(text => text.PadLeft(width))], 0, 0, "tensor(".Length)
            + ")";
    }

    // Narrows first, so that only the edge elements are copied.
    private static Tensor Edges(Tensor tensor)
    {
        for (var dim = 0; dim < tensor.dim(); dim++)
        {
            var size = tensor.shape[dim];
            if (size > 2 * Edge)
                tensor = cat([tensor.narrow(dim, 0, Edge), tensor.narrow(dim, size - Edge, Edge)], dim);
        }
        return tensor;
    }

    private static string[] Texts(Tensor tensor)
    {
        var here = (tensor.is_quantized() ? tensor.dequantize() : tensor).cpu();
        if (here.is_complex())
            return [.. here.to_type(ScalarType.ComplexFloat64).contiguous().data<Complex>().ToArray().Select(Pair)];
        if (here.dtype == ScalarType.Bool)
            return [.. here.contiguous().data<bool>().ToArray().Select(one => one ? "True" : "False")];
        return here.is_floating_point()
            ? Real(here.to_type(ScalarType.Float64).contiguous().data<double>().ToArray())
            :
            [
                .. here.to_type(ScalarType.Int64)
                    .contiguous()
                    .data<long>()
                    .ToArray()
                    .Select(one => one.ToString(CultureInfo.InvariantCulture)),
            ];
    }

    // PyTorch's rules: integral values end in a bare point; a range that is too wide or too large uses scientific notation.
    private static string[] Real(double[] values)
    {
        var sizes = values.Where(one => double.IsFinite(one) && one != 0).Select(Math.Abs).ToList();
        var (least, greatest) = sizes.Count > 0 ? (sizes.Min(), sizes.Max()) : (1, 1);
        var whole = values.All(one => !double.IsFinite(one) || one == Math.Ceiling(one));
        var scientific = greatest > 1e8 || greatest / least > 1000 || !whole && least < 1e-4;
        var format =
            scientific ? "0.0000e+00"
            : whole ? "0'.'"
            : "0.0000";
        return
        [
            .. values.Select(one =>
                double.IsNaN(one) ? "nan"
                : double.IsInfinity(one)
                    ? one > 0 ? "inf"
                        : "-inf"
                : one.ToString(format, CultureInfo.InvariantCulture)
            ),
        ];
    }

    private static string Pair(Complex one) =>
        string.Create(CultureInfo.InvariantCulture, $"{one.Real:0.0000}{one.Imaginary:+0.0000;-0.0000}j");

    private static string Nested(long[] shown, long[] whole, string[] texts, int dim, long offset, int indent)
    {
        if (dim == shown.Length)
            return texts[offset];
        var stride = shown[(dim + 1)..].Aggregate(1L, (product, size) => product * size);
        var parts = Enumerable
            .Range(0, (int)shown[dim])
            .Select(k => Nested(shown, whole, texts, dim + 1, offset + k * stride, indent + 1))
            .ToList();
        if (shown[dim] < whole[dim])
            parts.Insert(Edge, dim == shown.Length - 1 ? " ..." : "...");
        if (dim == shown.Length - 1)
            return $"[{Wrapped(parts, indent + 1)}]";
        var separator = "," + string.Concat(Enumerable.Repeat("\n", shown.Length - dim - 1)) + new string(' ', indent + 1);
        return $"[{string.Join(separator, parts)}]";
    }

    private static string Wrapped(List<string> parts, int indent)
    {
        var perLine = Math.Max(1, (LineWidth - indent) / (parts.Select(part => part.Length).DefaultIfEmpty().Max() + 2));
        var text = new StringBuilder();
        for (var i = 0; i < parts.Count; i++)
            text.Append(
                    i == 0 ? ""
                    : i % perLine == 0 ? $",\n{new string(' ', indent)}"
                    : ", "
                )
                .Append(parts[i]);
        return text.ToString();
    }
}
