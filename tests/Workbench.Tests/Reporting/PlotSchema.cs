using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Workbench.Reporting;

namespace Workbench.Tests.Reporting;

/// <summary>plotly.js's own schema, and a validator that refuses what plotly.js would silently ignore.</summary>
internal sealed class PlotSchema
{
    private const string Package = "plotly.js";

    private static readonly Lazy<PlotSchema> Loaded = new(() => new PlotSchema(JsonDocument.Parse(File.ReadAllBytes(Fetch())).RootElement));

    // A template may also say how shapes and annotations look; the schema says nothing of that.
    private static readonly JsonDocument Defaults = JsonDocument.Parse(
        """{"annotationdefaults":{"valType":"any"},"shapedefaults":{"valType":"any"}}"""
    );

    private readonly JsonElement _schema;
    private readonly List<string> _faults = [];

    private PlotSchema(JsonElement schema) => _schema = schema;

    /// <summary>What is wrong with a figure {data, layout, config}; empty when it is valid.</summary>
    public static IReadOnlyList<string> Faults(string figure) =>
        new PlotSchema(Loaded.Value._schema).Check(JsonDocument.Parse(figure).RootElement);

    private List<string> Check(JsonElement figure)
    {
        foreach (var part in figure.EnumerateObject().Where(part => part.Name is not ("data" or "layout" or "config")))
            _faults.Add($"{part.Name}: a figure has data, layout and config");
        var layoutAttributes = new List<JsonElement> { _schema.GetProperty("layout").GetProperty("layoutAttributes") };
        var index = 0;
        foreach (var trace in figure.GetProperty("data").EnumerateArray())
        {
            var type = trace.GetProperty("type").GetString()!;
            if (!_schema.GetProperty("traces").TryGetProperty(type, out var definition))
            {
                _faults.Add($"data[{index}].type: no trace is called {type}");
                continue;
            }
            Object(trace, [definition.GetProperty("attributes")], $"data[{index++}]");
            if (definition.TryGetProperty("layoutAttributes", out var extra))
                layoutAttributes.Add(extra);
        }
        var layout = figure.GetProperty("layout");
        Object(layout, layoutAttributes, "layout");
        if (layout.TryGetProperty("template", out var template) && template.TryGetProperty("layout", out var common))
            Object(common, [.. layoutAttributes, Defaults.RootElement], "layout.template.layout");
        if (figure.TryGetProperty("config", out var config))
            Object(config, [_schema.GetProperty("config")], "config");
        return _faults;
    }

    private void Object(JsonElement value, IReadOnlyList<JsonElement> attributes, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            _faults.Add($"{path}: an object is wanted, not {value}");
            return;
        }
        // A trace's type chose its attributes; in the schema it is a plain name among them.
        foreach (
            var member in value
                .EnumerateObject()
                .Where(member => !(member.Name == "type" && path.StartsWith("data[", StringComparison.Ordinal) && path.EndsWith(']')))
        )
        {
            var here = $"{path}.{member.Name}";
            if (Definition(attributes, member.Name) is { } definition)
                Value(member.Value, definition, here);
            else
                _faults.Add($"{here}: no such attribute");
        }
    }

    private static JsonElement? Definition(IReadOnlyList<JsonElement> attributes, string name)
    {
        foreach (var set in attributes)
        {
            if (set.TryGetProperty(name, out var definition) && definition.ValueKind == JsonValueKind.Object)
                return definition;
            // xaxis2 is described by xaxis.
            var stem = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
            if (stem != name && set.TryGetProperty(stem, out var subplot) && subplot.TryGetProperty("_isSubplotObj", out _))
                return subplot;
        }
        return null;
    }

    private void Value(JsonElement value, JsonElement definition, string path)
    {
        if (!definition.TryGetProperty("valType", out var kind))
        {
            if (definition.TryGetProperty("items", out var items))
                Items(value, items.EnumerateObject().First().Value, path);
            else
                Object(value, [definition], path);
            return;
        }
        if (
            value.ValueKind == JsonValueKind.Array
            && definition.TryGetProperty("arrayOk", out var arrayOk)
            && arrayOk.ValueKind == JsonValueKind.True
        )
        {
            foreach (var item in value.EnumerateArray())
                Scalar(item, definition, kind.GetString()!, $"{path}[]");
            return;
        }
        Scalar(value, definition, kind.GetString()!, path);
    }

    private void Items(JsonElement value, JsonElement item, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            _faults.Add($"{path}: an array is wanted, not {value}");
            return;
        }
        var index = 0;
        foreach (var element in value.EnumerateArray())
            Object(element, [item], $"{path}[{index++}]");
    }

    private void Scalar(JsonElement value, JsonElement definition, string kind, string path)
    {
        var valid = kind switch
        {
            "any" => true,
            "data_array" => value.ValueKind == JsonValueKind.Array,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "number" or "angle" => value.ValueKind == JsonValueKind.Number && InRange(value.GetDouble(), definition),
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var integer) && InRange(integer, definition)
                || OneOfExtras(value, definition),
            "string" => value.ValueKind == JsonValueKind.String && !(Flag(definition, "noBlank") && value.GetString() == ""),
            "color" => value.ValueKind == JsonValueKind.String && IsColor(value.GetString()!),
            "colorlist" => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(color => IsColor(color.GetString()!)),
            "colorscale" => IsColorscale(value),
            "enumerated" => definition.GetProperty("values").EnumerateArray().Any(allowed => Matches(value, allowed)),
            "flaglist" => value.ValueKind == JsonValueKind.String && IsFlagList(value.GetString()!, definition)
                || OneOfExtras(value, definition),
            "subplotid" => value.ValueKind == JsonValueKind.String
                && Regex.IsMatch(value.GetString()!, $"^{definition.GetProperty("dflt").GetString()}[0-9]*$"),
            "info_array" => IsInfoArray(value, definition, path),
            _ => throw new InvalidOperationException($"the schema has a value type that this validator does not know: {kind}"),
        };
        if (!valid)
            _faults.Add($"{path}: {value} is no {kind}");
    }

    private static bool InRange(double value, JsonElement definition) =>
        (!definition.TryGetProperty("min", out var min) || value >= min.GetDouble())
        && (!definition.TryGetProperty("max", out var max) || value <= max.GetDouble());

    private static bool OneOfExtras(JsonElement value, JsonElement definition) =>
        definition.TryGetProperty("extras", out var extras) && extras.EnumerateArray().Any(extra => Matches(value, extra));

    private static bool Flag(JsonElement definition, string name) =>
        definition.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;

    private static bool Matches(JsonElement value, JsonElement allowed)
    {
        if (allowed.ValueKind == JsonValueKind.String && allowed.GetString() is ['/', .., '/'] pattern)
            return value.ValueKind == JsonValueKind.String && Regex.IsMatch(value.GetString()!, pattern[1..^1]);
        return value.ValueKind == allowed.ValueKind && value.ToString() == allowed.ToString();
    }

    private static bool IsColor(string text) =>
        Regex.IsMatch(text, "^(#([0-9a-f]{3}|[0-9a-f]{6})|rgba?\\([0-9., ]+\\)|[a-z]+)$", RegexOptions.IgnoreCase);

    private static bool IsColorscale(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? "Greys YlGnBu Greens YlOrRd Bluered RdBu Reds Blues Picnic Rainbow Portland Jet Hot Blackbody Earth Electric Viridis Cividis"
                .Split(' ')
                .Contains(value.GetString())
            : value.ValueKind == JsonValueKind.Array
                && value.GetArrayLength() >= 2
                && value
                    .EnumerateArray()
                    .All(stop => stop.GetArrayLength() == 2 && stop[0].GetDouble() is >= 0 and <= 1 && IsColor(stop[1].GetString()!))
                && value[0][0].GetDouble() == 0
                && value[value.GetArrayLength() - 1][0].GetDouble() == 1;

    private static bool IsFlagList(string text, JsonElement definition)
    {
        var flags = definition.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()).ToArray();
        return text.Split('+').All(flags.Contains);
    }

    private bool IsInfoArray(JsonElement value, JsonElement definition, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return false;
        var items = definition.GetProperty("items");
        if (items.ValueKind != JsonValueKind.Array || definition.TryGetProperty("dimensions", out _))
            return true;
        if (value.GetArrayLength() != items.GetArrayLength())
            return false;
        for (var i = 0; i < value.GetArrayLength(); i++)
            Value(value[i], items[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"));
        return true;
    }

    /// <summary>The schema's file: fetched with npm once, of the version that stands in the pages.</summary>
    private static string Fetch()
    {
        var version = PlotlyJs.Version;
        var folder = Path.Combine(Clone.Root, "artifacts", "npm", $"{Package}-{version}");
        var file = Path.Combine(folder, "plot-schema.json");
        if (File.Exists(file))
            return file;
        Directory.CreateDirectory(folder);
        var partial = Directory.CreateDirectory(Path.Combine(folder, $"partial-{Guid.NewGuid():N}")).FullName;
        Run(partial, "npm", "pack", "--silent", $"{Package}@{version}");
        Run(partial, "tar", "-xzf", $"{Package}-{version}.tgz", "--strip-components=2", "package/dist/plot-schema.json");
        File.Move(Path.Combine(partial, "plot-schema.json"), file, overwrite: true);
        Directory.Delete(partial, recursive: true);
        return file;
    }

    private static void Run(string folder, string command, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{command} {string.Join(' ', arguments)} failed, and the figures cannot be held against plotly.js's schema "
                    + $"without it: {errors.Result}"
            );
    }
}
