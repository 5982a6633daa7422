using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Workbench;

/// <summary>
/// HTML markup. Created by interpolation, <c>Html.Of($"&lt;p&gt;{text}&lt;/p&gt;")</c>, which escapes every interpolated value except Html.
/// </summary>
internal readonly record struct Html(string Text)
{
    internal static Html Empty { get; } = new("");

    internal static Html Of(Writer html) => new(html.ToString());

    internal static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.Text)));

    internal static string Escape(string text) => WebUtility.HtmlEncode(text);

    public override string ToString() => Text;

    /// <summary>Interpolated string handler that escapes values.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Writer(int literalLength, int holes)
    {
        private readonly StringBuilder _text = new(literalLength + 16 * holes);

        internal void AppendLiteral(string literal) => _text.Append(literal);

        internal void AppendFormatted(Html html) => _text.Append(html.Text);

        internal void AppendFormatted(IEnumerable<Html> parts)
        {
            foreach (var part in parts)
                _text.Append(part.Text);
        }

        internal void AppendFormatted(string? value) => _text.Append(Escape(value ?? ""));

        internal void AppendFormatted<T>(T value, string? format = null)
            where T : IFormattable => _text.Append(Escape(value.ToString(format, CultureInfo.InvariantCulture)));

        public override string ToString() => _text.ToString();
    }
}
