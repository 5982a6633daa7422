using System.Globalization;
using System.Numerics;
using System.Text;

namespace TorchSharp;

/// <summary>Writes tensors out, in TorchSharp's styles.</summary>
internal sealed class TensorPrinter
{
    private readonly Func<long, string> _element;
    private readonly long[] _shape;
    private readonly PrintOptions _options;

    private TensorPrinter(Func<long, string> element, long[] shape, PrintOptions options) =>
        (_element, _shape, _options) = (element, shape, options);

    /// <summary>Shape, type and device, "[2x3], type = Float32, device = cpu".</summary>
    internal static string Metadata(torch.Tensor tensor) => $"[{string.Join('x', tensor.shape)}], type = {tensor.dtype}, device = {tensor.device}";

    internal static string Write(torch.Tensor tensor, TensorStringStyle style, PrintOptions options, CultureInfo culture)
    {
        if (style == TensorStringStyle.Metadata)
            return Metadata(tensor);
        using var scope = torch.NewDisposeScope();
        var printer = new TensorPrinter(Elements(tensor.detach(), options.Format, culture), tensor.shape, options);
        return style switch
        {
            TensorStringStyle.Julia => Metadata(tensor) + printer.Julia(),
            TensorStringStyle.Numpy => printer.Nested(0, 0, first: false, "[", "]", "", ", "),
            TensorStringStyle.CSharp => printer.CSharp(tensor),
            _ => throw new ArgumentOutOfRangeException(nameof(style), style, "There is no such style."),
        };
    }

    private static Func<long, string> Elements(torch.Tensor tensor, string format, CultureInfo culture)
    {
        return tensor.dtype switch
        {
            torch.ScalarType.Byte => Read<byte>(x => x.ToString(culture)),
            torch.ScalarType.Int8 => Read<sbyte>(x => x.ToString(culture)),
            torch.ScalarType.Int16 => Read<short>(x => x.ToString(culture)),
            torch.ScalarType.Int32 => Read<int>(x => x.ToString(culture)),
            torch.ScalarType.Int64 => Read<long>(x => x.ToString(culture)),
            torch.ScalarType.Bool => Read<bool>(x => x.ToString(culture)),
            torch.ScalarType.Float16 => Read<Half>(x => ((float)x).ToString(format, culture)),
            torch.ScalarType.BFloat16 => Read<BFloat16>(x => x.ToString(format, culture)),
            torch.ScalarType.Float32 => Read<float>(x => x.ToString(format, culture)),
            torch.ScalarType.Float64 => Read<double>(x => x.ToString(format, culture)),
            torch.ScalarType.ComplexFloat32 => Read<(float, float)>(x => Pair(x.Item1, x.Item2)),
            torch.ScalarType.ComplexFloat64 => Read<Complex>(x => Pair(x.Real, x.Imaginary)),
            var type => throw new NotSupportedException($"Elements of type {type} cannot be written out."),
        };

        Func<long, string> Read<T>(Func<T, string> write) where T : unmanaged
        {
            var values = tensor.data<T>();
            return position => write(values[position]);
        }

        string Pair(double real, double imaginary)
        {
            var text = real != 0 || imaginary == 0 ? real.ToString(format, culture) : "";
            if (imaginary == 0)
                return text;
            return $"{text}{(text.Length > 0 ? "+" : "")}{imaginary.ToString(format, culture)}i";
        }
    }

    // Nested brackets, with dimensions longer than the limits cut in the middle.
    private string Nested(int dim, long offset, bool first, string open, string close, string suffix, string comma)
    {
        if (dim == _shape.Length)
            return _element(offset) + suffix;
        var text = new StringBuilder(first ? "" : new string(' ', dim)).Append(open);
        var inner = dim == _shape.Length - 1;
        var stride = _shape[(dim + 1)..].Aggregate(1L, (product, size) => product * size);
        var limit = inner ? _options.Columns : _options.Rows;
        var trailing = limit / 2;
        var separator = inner ? comma : open == "{" ? "," + _options.NewLine : string.Concat(Enumerable.Repeat(_options.NewLine, _shape.Length - dim - 1));
        for (long k = 0; k < _shape[dim]; k++)
        {
            if (_shape[dim] > limit && k == limit - trailing)
            {
                text.Append(inner ? "... " : new string(' ', dim) + " ..." + (open == "{" ? _options.NewLine : separator));
                k = _shape[dim] - trailing;
            }
            text.Append(Nested(dim + 1, offset + k * stride, first: k == 0, open, close, suffix, comma));
            if (k + 1 < _shape[dim])
                text.Append(separator);
        }
        return text.Append(close).ToString();
    }

    private string CSharp(torch.Tensor tensor)
    {
        var (name, suffix) = tensor.dtype switch
        {
            torch.ScalarType.Bool => ("bool", ""),
            torch.ScalarType.Byte => ("byte", ""),
            torch.ScalarType.Int8 => ("sbyte", ""),
            torch.ScalarType.Int16 => ("short", ""),
            torch.ScalarType.Int32 => ("int", ""),
            torch.ScalarType.Int64 => ("long", "L"),
            torch.ScalarType.Float32 => ("float", "f"),
            torch.ScalarType.Float64 => ("double", ""),
            torch.ScalarType.BFloat16 => ("bfloat16", "f"),
            torch.ScalarType.Float16 => ("float16", "f"),
            torch.ScalarType.ComplexFloat32 => ("complex32", ""),
            _ => ("complex64", ""),
        };
        var head = Metadata(tensor) + ", value = ";
        if (_shape.Length == 0)
            return head + _element(0);
        var brackets = $"{name} [{new string(',', _shape.Length - 1)}] ";
        var body = Nested(0, 0, first: true, "{", "}", suffix, ", ");
        return _shape.Length == 1
            ? head + brackets + body
            : $"{head}{_options.NewLine}{brackets}{{{_options.NewLine} {body[1..^1]}{_options.NewLine}}}";
    }

    private string Julia()
    {
        if (_shape.Length == 0)
            return ", value = " + _element(0);
        if (_shape.Length == 1)
            return _options.NewLine + Matrix(0, 1, _shape[0]);
        var matrix = _shape[^2] * _shape[^1];
        if (_shape.Length == 2)
            return _options.NewLine + Matrix(0, _shape[0], _shape[1]);
        var text = new StringBuilder();
        var leading = _shape[..^2];
        var position = new long[leading.Length];
        for (long k = 0; k < leading.Aggregate(1L, (product, size) => product * size); k++)
        {
            text.Append(_options.NewLine).Append($"[{string.Join(',', position)},..,..] =").Append(_options.NewLine).Append(Matrix(k * matrix, _shape[^2], _shape[^1]));
            for (var d = leading.Length - 1; d >= 0 && ++position[d] == leading[d]; d--)
                position[d] = 0;
        }
        return text.ToString();
    }

    // Columns are aligned to the right; a line shows as many as fit, and the shortest line decides for all.
    private string Matrix(long offset, long rows, long columns)
    {
        var lines = new List<List<string>>();
        for (long row = 0; row < rows; row++)
        {
            var line = new List<string>();
            var left = _options.Width;
            for (long column = 0; column < columns; column++)
            {
                var text = _element(offset + row * columns + column);
                if (left - text.Length - "... ".Length < 0)
                    break;
                line.Add(text);
                left -= text.Length + 1;
            }
            lines.Add(line);
        }
        var shown = lines.Count == 0 ? 0 : lines.Min(line => line.Count);
        var widths = Enumerable.Range(0, shown).Select(column => lines.Max(line => line[column].Length)).ToArray();
        return string.Concat(lines.Select(line =>
            string.Concat(line.Take(shown).Select((text, column) => " " + text.PadLeft(widths[column]))) + (shown < columns ? " ..." : "") + _options.NewLine));
    }
}
