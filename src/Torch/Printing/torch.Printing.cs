namespace TorchSharp;

public static partial class torch
{
    /// <summary>Tensors as Julia writes them.</summary>
    public const TensorStringStyle julia = TensorStringStyle.Julia;
    /// <summary>Tensors as NumPy writes them.</summary>
    public const TensorStringStyle numpy = TensorStringStyle.Numpy;
    /// <summary>Tensors as C# would be written.</summary>
    public const TensorStringStyle csharp = TensorStringStyle.CSharp;

    private static TensorStringStyle _printStyle = TensorStringStyle.Julia;

    /// <summary>The style in which tensors are written where none is given; Julia's unless set otherwise.</summary>
    /// <exception cref="ArgumentException">Set to <see cref="TensorStringStyle.Default"/>.</exception>
    public static TensorStringStyle TensorStringStyle
    {
        get => _printStyle;
        set => _printStyle = value == TensorStringStyle.Default
            ? throw new ArgumentException("The style cannot be set to 'Default'", nameof(value))
            : value;
    }

    internal static PrintOptions Print { get; private set; } = new();

    /// <summary>Sets how numbers are written: a number of decimals, plain or scientific.</summary>
    /// <param name="precision">Decimals.</param>
    /// <param name="linewidth">Characters a line (Julia's style); 100 at first.</param>
    /// <param name="newLine">What ends a line.</param>
    /// <param name="sci_mode">Scientific notation.</param>
    /// <param name="maxRows">Rows shown of a dimension; 6 at first.</param>
    /// <param name="maxColumns">Columns shown; 6 at first.</param>
    public static void set_printoptions(int precision, int? linewidth = null, string? newLine = null, bool sci_mode = false, int? maxRows = null, int? maxColumns = null) =>
        set_printoptions(null, $"{(sci_mode ? 'E' : 'F')}{precision}", linewidth, newLine, maxRows, maxColumns);

    /// <summary>Sets how tensors are written; what is left out stays as it is.</summary>
    public static void set_printoptions(TensorStringStyle? style = null, string? floatFormat = null, int? linewidth = null, string? newLine = null, int? maxRows = null, int? maxColumns = null)
    {
        TensorStringStyle = style ?? TensorStringStyle;
        Print = Print with
        {
            Format = floatFormat ?? Print.Format,
            Width = linewidth ?? Print.Width,
            NewLine = newLine ?? Print.NewLine,
            Rows = maxRows ?? Print.Rows,
            Columns = maxColumns ?? Print.Columns,
        };
    }

    public partial class Tensor
    {
        /// <summary>Shape, type and device.</summary>
        /// <exception cref="InvalidOperationException">The tensor has been disposed of.</exception>
        public override string ToString() => TensorPrinter.Metadata(this);

        /// <summary>The elements in the style that is set, or shape, type and device only.</summary>
        public string ToString(bool disamb, string? fltFormat = null, int? width = null, System.Globalization.CultureInfo? cultureInfo = null, string? newLine = null) =>
            disamb ? ToString(torch.TensorStringStyle, fltFormat, width, cultureInfo, newLine) : ToString();

        /// <summary>The elements in a style.</summary>
        /// <param name="style">The style.</param>
        /// <param name="fltFormat">The .NET format of real numbers; g5 unless set otherwise.</param>
        /// <param name="width">Characters a line (Julia's style).</param>
        /// <param name="cultureInfo">The culture of numbers; the current one by default.</param>
        /// <param name="newLine">What ends a line.</param>
        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, System.Globalization.CultureInfo? cultureInfo = null, string? newLine = null)
        {
            if (style == TensorStringStyle.Default)
                style = torch.TensorStringStyle;
            if (is_meta)
                style = TensorStringStyle.Metadata;
            var options = Print with { Format = fltFormat ?? Print.Format, Width = width ?? Print.Width, NewLine = newLine ?? Print.NewLine };
            return TensorPrinter.Write(this, style, options, cultureInfo ?? System.Globalization.CultureInfo.CurrentCulture);
        }

        /// <summary>The elements in nested lists, numbers as <see cref="Scalar"/>; one number where there are no dimensions.</summary>
        public object tolist()
        {
            if (Dimensions == 0)
                return ToScalar();
            var list = new System.Collections.ArrayList();
            for (long k = 0; k < size(0); k++)
            {
                using var part = this[k];
                list.Add(part.tolist());
            }
            return list;
        }
    }
}

/// <summary>How tensors are written.</summary>
/// <param name="Format">The .NET format of real numbers.</param>
/// <param name="Width">Characters a line.</param>
/// <param name="NewLine">What ends a line.</param>
/// <param name="Rows">Rows shown of a dimension.</param>
/// <param name="Columns">Columns shown.</param>
internal sealed record PrintOptions(string Format = "g5", int Width = 100, string NewLine = "\n", int Rows = 6, int Columns = 6);
