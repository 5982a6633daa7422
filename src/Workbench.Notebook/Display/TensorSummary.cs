using static TorchSharp.torch;

namespace Workbench.Notebook.Display;

/// <summary>
/// The displayed facts of a tensor. Only edge values, statistics and a coarse map are copied from the tensor's device, so a tensor of any
/// size can be shown. Changes nothing in the tensor, records no gradient and leaves no handle undisposed.
/// </summary>
internal sealed record TensorSummary
{
    // MostRead bounds a pass over all elements to about a second; MostCopied bounds passes that copy.
    private const long MostRead = 1L << 27;
    private const long MostCopied = 1L << 24;
    private const int MapRows = 32;
    private const int MapColumns = 64;

    /// <summary>Element type, shape, device and unusual properties: "float32 [2, 3] on cpu, requires_grad".</summary>
    public required string Head { get; init; }

    /// <summary>The values as PyTorch prints them; null when there are none or too many.</summary>
    public string? Values { get; init; }

    /// <summary>Minimum, mean and maximum, or the number of non-finite elements; null for fewer than two elements and for complex
    /// types.</summary>
    public string? Statistics { get; init; }

    /// <summary>
    /// Elements on a regular grid over the tensor, by row and column; null unless the tensor has one or two dimensions and more than one
    /// element.
    /// </summary>
    public double[,]? Map { get; init; }

    /// <summary>A description of the map's grid.</summary>
    public string MapText { get; init; } = "";

    public static TensorSummary Of(Tensor tensor)
    {
        if (tensor.IsInvalid)
            return new() { Head = "disposed: the tensor has no memory" };
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var head =
            $"{Names(tensor.dtype)} [{string.Join(", ", tensor.shape)}] on "
            + $"{tensor.device}{(tensor.requires_grad ? tensor.is_leaf ? ", requires_grad" : ", requires_grad, computed" : "")}";
        if (tensor.is_meta)
            return new() { Head = $"{head}: no memory, no values" };
        if (tensor.is_sparse)
            return new() { Head = $"{head}, sparse" };
        var plain = tensor.detach();
        var summary = new TensorSummary { Head = head, Values = TensorText.Of(plain) };
        if (plain.numel() < 2 || plain.is_complex())
            return summary;
        summary = summary with { Statistics = Read(plain) };
        return plain.dim() is 1 or 2 ? Mapped(summary, plain) : summary;
    }

    /// <summary>PyTorch's name of an element type.</summary>
    internal static string Names(ScalarType type) =>
        type switch
        {
            ScalarType.Byte => "uint8",
            ScalarType.ComplexFloat32 => "complex64",
            ScalarType.ComplexFloat64 => "complex128",
            _ => type.ToString().ToLowerInvariant(),
        };

    private static string? Read(Tensor tensor)
    {
        var count = tensor.numel();
        if (count > MostRead)
            return $"{count:#,0} elements: too many to read for their extremes";
        var half = tensor.is_floating_point() && tensor.element_size() < 4;
        if (half && count > MostCopied)
            return $"{count:#,0} elements: too many to read for their extremes";
        var exact = half ? tensor.to_type(ScalarType.Float32) : tensor;
        var sum = exact.sum(exact.is_floating_point() ? ScalarType.Float64 : ScalarType.Int64).to_type(ScalarType.Float64).item<double>();
        if (tensor.dtype == ScalarType.Bool)
            return $"{sum:#,0} of {count:#,0} true";
        if (!double.IsFinite(sum))
            return count > MostCopied ? "not all finite" : NotFinite(exact);
        var (least, greatest) = (
            exact.min().to_type(ScalarType.Float64).item<double>(),
            exact.max().to_type(ScalarType.Float64).item<double>()
        );
        return $"min {least:g5}, mean {sum / count:g5}, max {greatest:g5}";
    }

    private static string NotFinite(Tensor tensor)
    {
        var (nan, infinite) = (tensor.isnan(), tensor.isinf());
        var kept = tensor.masked_fill(nan.logical_or(infinite), 0);
        return $"{nan.sum(ScalarType.Int64).item<long>():#,0} NaN, {infinite.sum(ScalarType.Int64).item<long>():#,0} infinite; "
            + $"the others within ±{kept.abs().max().to_type(ScalarType.Float64).item<double>():g5}";
    }

    private static TensorSummary Mapped(TensorSummary summary, Tensor tensor)
    {
        // A vector is shown as one row.
        var matrix = tensor.dim() == 1 ? tensor.unsqueeze(0) : tensor;
        var (rows, columns) = (matrix.shape[0], matrix.shape[1]);
        var (down, across) = (Step(rows, MapRows), Step(columns, MapColumns));
        var grid = matrix.slice(0, 0, rows, down).slice(1, 0, columns, across).to_type(ScalarType.Float64).cpu().contiguous();
        var values = grid.data<double>().ToArray();
        var map = new double[grid.shape[0], grid.shape[1]];
        Buffer.BlockCopy(values, 0, map, 0, values.Length * sizeof(double));
        return summary with
        {
            Map = map,
            MapText = (down, across) is (1, 1) ? "every element" : $"every {Ordinal(down)} row and every {Ordinal(across)} column",
        };
    }

    private static long Step(long size, int most) => (size + most - 1) / most;

    private static string Ordinal(long number) =>
        number switch
        {
            1 => "single",
            _ when number % 100 is >= 11 and <= 13 => $"{number}th",
            _ => $"{number}{(number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" }}",
        };
}
