using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Figures;

/// <summary>How figures become JSON: plotly.js's lower-case names, null left out, NaN and infinities as gaps.</summary>
internal static class FigureJson
{
    internal static readonly JsonSerializerOptions Options = Create(indented: false);
    internal static readonly JsonSerializerOptions Indented = Create(indented: true);

    /// <summary>JSON that may stand inside an HTML script element: no "&lt;" can end the element or open a comment.</summary>
    internal static string ForScript(string json) => json.Replace("<", "\\u003C", StringComparison.Ordinal);

    private static JsonSerializerOptions Create(bool indented) => new()
    {
        WriteIndented = indented,
        IndentSize = 1,
        NewLine = "\n",
        // Readable text; what HTML must not see is escaped where JSON enters a page (ForScript).
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNamingPolicy = new LowerCase(),
        Converters =
        {
            new ColorConverter(), new DataConverter(), new ArrayOkConverter(), new NumberConverter(), new PairConverter(), new VisibleConverter(), new ColorscaleConverter(),
            new JsonStringEnumConverter(),
        },
    };

    /// <summary>plotly.js writes its names without separators: ShowLegend is showlegend.</summary>
    private sealed class LowerCase : JsonNamingPolicy
    {
        public override string ConvertName(string name) => name.ToLowerInvariant();
    }

    private abstract class WriteOnly<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("figures are written, not read");
    }

    private sealed class ColorConverter : WriteOnly<Color>
    {
        public override void Write(Utf8JsonWriter writer, Color value, JsonSerializerOptions options) => writer.WriteStringValue(value.Css);
    }

    private sealed class NumberConverter : WriteOnly<double>
    {
        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => WriteNumber(writer, value);
    }

    private sealed class PairConverter : WriteOnly<(double, double)>
    {
        public override void Write(Utf8JsonWriter writer, (double, double) value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            WriteNumber(writer, value.Item1);
            WriteNumber(writer, value.Item2);
            writer.WriteEndArray();
        }
    }

    private sealed class VisibleConverter : WriteOnly<Visible>
    {
        public override void Write(Utf8JsonWriter writer, Visible value, JsonSerializerOptions options)
        {
            if (value == Visible.LegendOnly)
                writer.WriteStringValue("legendonly");
            else
                writer.WriteBooleanValue(value == Visible.True);
        }
    }

    private sealed class ColorscaleConverter : WriteOnly<Colorscale>
    {
        public override void Write(Utf8JsonWriter writer, Colorscale value, JsonSerializerOptions options)
        {
            if (value.Name is not null)
            {
                writer.WriteStringValue(value.Name);
                return;
            }
            writer.WriteStartArray();
            foreach (var (position, color) in value.Stops)
            {
                writer.WriteStartArray();
                WriteNumber(writer, position);
                writer.WriteStringValue(color.Css);
                writer.WriteEndArray();
            }
            writer.WriteEndArray();
        }
    }

    /// <summary>A data array: numbers, text, dates, or arrays of them.</summary>
    private sealed class DataConverter : WriteOnly<IEnumerable>
    {
        public override void Write(Utf8JsonWriter writer, IEnumerable value, JsonSerializerOptions options) => WriteArray(writer, value);
    }

    private sealed class ArrayOkConverter : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(ArrayOk<>);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

        private sealed class Typed<T> : WriteOnly<ArrayOk<T>>
        {
            public override void Write(Utf8JsonWriter writer, ArrayOk<T> value, JsonSerializerOptions options)
            {
                if (value.Many is null)
                    JsonSerializer.Serialize(writer, value.One, options);
                else
                    JsonSerializer.Serialize(writer, value.Many, options);
            }
        }
    }

    private static void WriteArray(Utf8JsonWriter writer, IEnumerable values)
    {
        writer.WriteStartArray();
        foreach (var value in values)
            WriteDatum(writer, value);
        writer.WriteEndArray();
    }

    private static void WriteDatum(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case double number: WriteNumber(writer, number); break;
            case float number when float.IsFinite(number): writer.WriteNumberValue(number); break;
            case float: writer.WriteNullValue(); break;
            case Half number: WriteNumber(writer, (double)number); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case DateTimeOffset time: writer.WriteStringValue(time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture)); break;
            case DateTime time: writer.WriteStringValue(time.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture)); break;
            case DateOnly date: writer.WriteStringValue(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case ulong number: writer.WriteNumberValue(number); break;
            case byte or sbyte or short or ushort or int or uint or long: writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case IEnumerable inner: WriteArray(writer, inner); break;
            default: writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteNullValue();
    }
}
