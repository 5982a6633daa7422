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
/// Charts as plotly.js reads them: one object with data, layout and config, as <c>GenericChart.toJson</c> writes it, but with gaps where a
/// number is none.
/// </summary>
internal static class FigureJson
{
    // As toJson writes, but for what would never end, and with a shorter way through Plotly.NET's objects.
    private static readonly JsonSerializer Serializer = JsonSerializer.Create(
        new JsonSerializerSettings
        {
            ReferenceLoopHandling = ReferenceLoopHandling.Error,
            ContractResolver = new NoTensors(),
            Converters = { new DynamicObjWriter() },
        }
    );

    /// <summary>The figure.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="indented">Whether it is laid out for reading.</param>
    internal static string Of(GenericChart chart, bool indented = false) => Write(GenericChart.toChartDTO(chart), indented);

    /// <summary>The traces alone: what is large in a figure, for a page that has them under a layout of its own.</summary>
    internal static string DataOf(GenericChart chart) => Write(GenericChart.getTraces(chart), indented: false);

    /// <summary>The figure of a chart whose traces are JSON already.</summary>
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
        // Half of a character, as a text cut in two has it, is no JSON.
        return json.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? json : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>JSON that may stand inside an HTML script element: no "&lt;" can end the element or open a comment.</summary>
    internal static string ForScript(string json) => json.Replace("<", "\\u003C", StringComparison.Ordinal);

    /// <summary>Writes an object's attributes as they are stored. Newtonsoft asks a dynamic object for each of them by the binder, and sets
    /// itself
    /// up anew for each value that a converter hands back: ten times as slow.</summary>
    private sealed class DynamicObjWriter : JsonConverter<DynamicObj.DynamicObj>
    {
        private const int DeepestPath = 1000;
        private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Declared = [];

        public override bool CanRead => false;

        public override void WriteJson(JsonWriter writer, DynamicObj.DynamicObj? value, JsonSerializer serializer) =>
            Write(writer, value, serializer);

        // A trace's type is a property of its class; all else is stored by name.
        private static PropertyInfo[] PropertiesOf(Type type) =>
            [
                .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                    .Where(one => one.Name != nameof(DynamicObj.DynamicObj.Properties)),
            ];

        private static void Write(JsonWriter writer, object? value, JsonSerializer serializer)
        {
            switch (value)
            {
                case DynamicObj.DynamicObj when writer.Path.Length > DeepestPath:
                    throw new InvalidInputException(
                        "a chart's objects may not contain themselves",
                        writer.Path[..60],
                        nextStep: "Make a new object for each place."
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

    /// <summary>Refuses what would be written for ever: a tensor's properties are tensors.</summary>
    private sealed class NoTensors : DefaultContractResolver
    {
        protected override JsonContract CreateContract(Type objectType) =>
            !typeof(TorchSharp.torch.Tensor).IsAssignableFrom(objectType)
                ? base.CreateContract(objectType)
                : throw new InvalidInputException(
                    "a chart draws numbers",
                    "a tensor",
                    "arrays, lists and sequences of numbers",
                    "Give the tensor's numbers: tensor.data<float>().ToArray()."
                );
    }

    /// <summary>
    /// Writes what is no finite number as null: a gap. Its name as a text would be a category to plotly.js, and the axis one of categories.
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
