using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;
using Plotly.NET;

namespace Workbench.Reporting;

/// <summary>
/// Charts as JSON for plotly.js: an object with data, layout and config, in the format of <c>GenericChart.toJson</c>, but with null for
/// numbers that are not finite.
/// </summary>
internal static class FigureJson
{
    // The settings of toJson, except that reference loops and tensors are errors, and that Plotly.NET's objects have a faster converter.
    private static readonly JsonSerializer Serializer = JsonSerializer.Create(
        new JsonSerializerSettings
        {
            ReferenceLoopHandling = ReferenceLoopHandling.Error,
            ContractResolver = new NoTensors(),
            Converters = { new DynamicObjWriter() },
        }
    );

    /// <summary>The JSON of a figure.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="indented">Whether to indent the JSON.</param>
    internal static string Of(GenericChart chart, bool indented = false) => Write(GenericChart.toChartDTO(chart), indented);

    /// <summary>The JSON of the traces, which are the large part of a figure, for a page that combines them with another layout.</summary>
    internal static string DataOf(GenericChart chart) => Write(GenericChart.getTraces(chart), indented: false);

    /// <summary>The JSON of a figure whose traces are already JSON.</summary>
    internal static string Of(GenericChart chart, string data)
    {
        var layout = Write(GenericChart.getLayout(chart), indented: false);
        var config = Write(GenericChart.getConfig(chart), indented: false);
        return $"{{\"data\":{data},\"layout\":{layout},\"config\":{config}}}";
    }

    private static string Write(object value, bool indented)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var writer = new GapWriter(text) { Formatting = indented ? Formatting.Indented : Formatting.None, Indentation = 1 })
            Serializer.Serialize(writer, value);
        var json = text.ToString();
        // A lone surrogate, from a string that was cut inside a character, is invalid in JSON. UTF-8 encoding replaces it.
        return json.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? json : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>JSON for an HTML script element: "&lt;" is escaped, because it could end the element or start a comment.</summary>
    internal static string ForScript(string json) => json.Replace("<", "\\u003C", StringComparison.Ordinal);

    /// <summary>
    /// Writes an object's attributes directly from its storage. Newtonsoft reads each attribute of a dynamic object through a binder, and
    /// creates a new serialiser for each value that a converter passes back, which is ten times slower.
    /// </summary>
    private sealed class DynamicObjWriter : JsonConverter<DynamicObj.DynamicObj>
    {
        private const int MaxPathLength = 1000;
        private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Declared = [];

        public override bool CanRead => false;

        public override void WriteJson(JsonWriter writer, DynamicObj.DynamicObj? value, JsonSerializer serializer) =>
            Write(writer, value, serializer);

        // A trace's type is a property of its class; all other attributes are stored by name.
        private static PropertyInfo[] PropertiesOf(Type type) =>
            [
                .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                    .Where(one => one.Name != nameof(DynamicObj.DynamicObj.Properties)),
            ];

        private static void Write(JsonWriter writer, object? value, JsonSerializer serializer)
        {
            switch (value)
            {
                case DynamicObj.DynamicObj when writer.Path.Length > MaxPathLength:
                    throw new InvalidInputException(
                        "a chart's objects must not contain themselves",
                        writer.Path[..60],
                        nextStep: "Use a new object in each place."
                    );
                case DynamicObj.DynamicObj one:
                    writer.WriteStartObject();
                    foreach (var property in Declared.GetOrAdd(one.GetType(), PropertiesOf))
                        Write(writer, property.Name, property.GetValue(one), serializer);
                    foreach (var (name, attribute) in one.Properties)
                        Write(writer, name, attribute, serializer);
                    writer.WriteEndObject();
                    break;
                case IEnumerable<double> numbers:
                    writer.WriteStartArray();
                    foreach (var number in numbers)
                        writer.WriteValue(number);
                    writer.WriteEndArray();
                    break;
                case IEnumerable<DynamicObj.DynamicObj> or IEnumerable<string>:
                    writer.WriteStartArray();
                    foreach (var item in (IEnumerable)value)
                        Write(writer, item, serializer);
                    writer.WriteEndArray();
                    break;
                case null or string or bool or int or long or double:
                    writer.WriteValue(value);
                    break;
                default:
                    serializer.Serialize(writer, value);
                    break;
            }
        }

        private static void Write(JsonWriter writer, string name, object? attribute, JsonSerializer serializer)
        {
            writer.WritePropertyName(name);
            Write(writer, attribute, serializer);
        }

        public override DynamicObj.DynamicObj ReadJson(
            JsonReader reader,
            Type objectType,
            DynamicObj.DynamicObj? existingValue,
            bool hasExistingValue,
            JsonSerializer serializer
        ) => throw new NotSupportedException();
    }

    /// <summary>Throws for tensors: their properties are tensors, so that serialisation would not end.</summary>
    private sealed class NoTensors : DefaultContractResolver
    {
        protected override JsonContract CreateContract(Type objectType) =>
            !typeof(TorchSharp.torch.Tensor).IsAssignableFrom(objectType)
                ? base.CreateContract(objectType)
                : throw new InvalidInputException(
                    "the data of a chart must be numbers",
                    "a tensor",
                    "arrays, lists and sequences of numbers",
                    "Pass the tensor's numbers: tensor.data<float>().ToArray()."
                );
    }

    /// <summary>
    /// Writes NaN and infinities as null, which is a gap. Newtonsoft would write strings, which turn an axis into a category axis.
    /// </summary>
    private sealed class GapWriter(TextWriter text) : JsonTextWriter(text)
    {
        public override void WriteValue(double value)
        {
            if (double.IsFinite(value))
                base.WriteValue(value);
            else
                WriteNull();
        }

        public override void WriteValue(float value)
        {
            if (float.IsFinite(value))
                base.WriteValue(value);
            else
                WriteNull();
        }

        public override void WriteValue(double? value)
        {
            if (value is { } number)
                WriteValue(number);
            else
                WriteNull();
        }

        public override void WriteValue(float? value)
        {
            if (value is { } number)
                WriteValue(number);
            else
                WriteNull();
        }
    }
}
