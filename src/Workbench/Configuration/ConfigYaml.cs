using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Workbench.Configuration;

/// <summary>
/// Converts JSON nodes to YAML and back. Plain YAML scalars are read as strings, and the type of the config field decides how they are
/// parsed. "no" is text for a string field and false for a boolean field.
/// </summary>
internal static class ConfigYaml
{
    private const int MostDepth = 64;

    public static string Write(JsonNode node)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(new YamlDocument(ToYaml(node))).Save(text, assignAnchors: false);
        // YamlDotNet ends every document with "...", which a file with a single document does not need.
        return text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n...\n", "\n", StringComparison.Ordinal);
    }

    public static JsonNode? Read(string text, string? file)
    {
        try
        {
            YamlSize.Require(text, file);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count switch
            {
                0 => new JsonObject(),
                1 => FromYaml(stream.Documents[0].RootNode, file, 0),
                var many => throw new InvalidInputException(
                    "a config is one YAML document",
                    $"{many} documents",
                    nextStep: "Remove what follows '---'.",
                    path: file
                ),
            };
        }
        catch (YamlException error)
        {
            throw new InvalidInputException(
                [
                    new(
                        $"this is not YAML: {error.Message} (line {error.Start.Line}, column {error.Start.Column})",
                        NextStep: "Correct that line.",
                        Path: file
                    ),
                ],
                error
            );
        }
    }

    /// <summary>The line of a setting, 1-based; that of the nearest group around it when the setting is left out.</summary>
    /// <param name="text">Valid YAML.</param>
    /// <param name="path">The setting's path: "claims[1].text".</param>
    public static long LineOf(string text, string path)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        // Nothing but comments is no document.
        if (stream.Documents.Count == 0)
            return 1;
        var (node, line) = (stream.Documents[0].RootNode, 1L);
        foreach (var name in path.Split('.', '['))
        {
            if (node is YamlSequenceNode list && int.TryParse(name.TrimEnd(']'), out var index) && index < list.Children.Count)
                (node, line) = (list.Children[index], list.Children[index].Start.Line);
            else if (node is YamlMappingNode map && map.Children.Keys.FirstOrDefault(key => Names.Same($"{key}", name)) is { } found)
                (node, line) = (map.Children[found], found.Start.Line);
            else
                break;
        }
        return line;
    }

    private static YamlNode ToYaml(JsonNode? node) =>
        node switch
        {
            JsonObject map => new YamlMappingNode(
                map.Select(pair => KeyValuePair.Create<YamlNode, YamlNode>(new YamlScalarNode(pair.Key), ToYaml(pair.Value)))
            ),
            JsonArray array => new YamlSequenceNode(array.Select(ToYaml)) { Style = YamlDotNet.Core.Events.SequenceStyle.Flow },
            JsonValue value => new YamlScalarNode(ConfigNode.Text(value))
            {
                Style =
                    value.GetValueKind() == JsonValueKind.String && IsAmbiguous(value.GetValue<string>())
                        ? ScalarStyle.DoubleQuoted
                        : ScalarStyle.Any,
            },
            _ => new YamlScalarNode("null"),
        };

    private static bool IsAmbiguous(string text) =>
        text.Length == 0
        || text is "null" or "~" or "true" or "false"
        || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static JsonNode? FromYaml(YamlNode node, string? file, int depth) =>
        node switch
        {
            // An anchor can contain an alias to itself, which would recurse without end.
            _ when depth > MostDepth => throw new InvalidInputException(
                $"a config is not nested more than {MostDepth} deep",
                $"line {node.Start.Line}",
                path: file
            ),
            YamlMappingNode map => Map(map, file, depth + 1),
            YamlSequenceNode list => new JsonArray([.. list.Select(item => FromYaml(item, file, depth + 1))]),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "null" or "~" } => null,
            YamlScalarNode scalar => JsonValue.Create(scalar.Value ?? ""),
            _ => null,
        };

    private static JsonObject Map(YamlMappingNode map, string? file, int depth)
    {
        var node = new JsonObject();
        foreach (var (key, value) in map)
            node[(key as YamlScalarNode)?.Value ?? key.ToString()] = FromYaml(value, file, depth);
        return node;
    }
}
