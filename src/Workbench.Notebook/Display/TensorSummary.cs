using static TorchSharp.torch;

namespace Workbench.Notebook.Display;

/// <summary>
/// What is shown of a tensor: never more than its edges, its extremes and a coarse map leave its device, so that a tensor of any size can
/// be shown. Nothing of it is changed, no gradient is recorded, and no handle stays behind.
/// </summary>
internal sealed record TensorSummary
{
    // Reading all elements once is worth it up to a second or so; where reading means a copy, the copy stays small.
    private const long MostRead = 1L << 27;
    private const long MostCopied = 1L << 24;
    private const int MapRows = 32;
    private const int MapColumns = 64;

    /// <summary>Type, shape, device, and what else is not usual: "float32 [2, 3] on cpu, requires_grad".</summary>
    public required string Head { get; init; }

    /// <summary>The values as PyTorch prints them; null when there are none to see.</summary>
    public string? Values { get; init; }

    /// <summary>Least, mean and greatest element, and how many are not finite; null where that says nothing.</summary>
    public string? Statistics { get; init; }

    /// <summary>
    /// Elements on a grid over the tensor, row by row; null unless it has one or two dimensions and more than one element.
    /// </summary>
    public double[,]? Map { get; init; }

    /// <summary>What the map shows of it, in words.</summary>
    public string MapText { get; init; } = "";

    public static TensorSummary Of(Tensor tensor)
    {
        if (tensor.IsInvalid)
            return new() { Head = "disposed: its memory was given back" };
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
        // A vector is a row.
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
