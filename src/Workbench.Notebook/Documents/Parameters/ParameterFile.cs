using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Configuration;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Workbench.Notebook.Documents.Parameters;

/// <summary>Reads parameters from YAML: a mapping of names to values.</summary>
internal static partial class ParameterFile
{
    private const int MaxDepth = 32;

    /// <summary>YAML 1.2's integers.</summary>
    [GeneratedRegex(@"^[-+]?[0-9]+$")]
    private static partial Regex Integer();

    /// <summary>YAML 1.2's numbers. NaN and infinities stay strings, because JSON has none.</summary>
    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Number();

    /// <summary>Reads a file, once: the path may be a pipe.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Each parameter twice: as typed YAML, and with numbers and booleans as their source text.</returns>
    /// <exception cref="InvalidInputException">The file does not exist or is no mapping of names to values.</exception>
    public static IEnumerable<(KeyValuePair<string, JsonNode?> Value, KeyValuePair<string, JsonNode?> Text)> Read(string path)
    {
        var text = Formats.Utf8Text.Decode(NotebookFile.Read(path), path).TrimStart(Formats.Utf8Text.Mark);
        try
        {
            YamlSize.Require(text, path);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents.Count == 0)
                return [];
            if (yaml.Documents[0].RootNode is not YamlMappingNode mapping)
                throw new InvalidInputException(
                    "a parameter file must be a mapping",
                    yaml.Documents[0].RootNode.NodeType.ToString().ToLowerInvariant(),
                    "lines of name: value",
                    null,
                    path
                );
            return [.. Members(mapping, path, 0, asTexts: false).Zip(Members(mapping, path, 0, asTexts: true))];
        }
        catch (YamlException error)
        {
            throw new InvalidInputException(
                [
                    new Fault(
                        $"the file is not YAML: {error.InnerException?.Message ?? error.Message}",
                        null,
                        null,
                        null,
                        $"{path}, line {error.Start.Line}"
                    ),
                ],
                error
            );
        }
    }

    /// <summary>Parses one YAML value; invalid YAML is a string.</summary>
    /// <param name="text">The value.</param>
    /// <param name="asTexts">Keeps numbers and booleans as their source text.</param>
    /// <exception cref="InvalidInputException">The YAML is too large or nested too deeply, or has a key that is no scalar.</exception>
    public static JsonNode? ReadValue(string text, bool asTexts = false)
    {
        try
        {
            YamlSize.Require(text, "-p");
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            // "a: b" on a command line is a string; collections need braces or brackets.
            return yaml.Documents is [{ RootNode: { } root }] && (root is YamlScalarNode || text.TrimStart() is ['[' or '{', ..])
                ? Value(root, "-p", 0, asTexts)
                : JsonValue.Create(text);
        }
        catch (YamlException)
        {
            return JsonValue.Create(text);
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(YamlMappingNode mapping, string path, int depth, bool asTexts) =>
        mapping.Children.Select(pair =>
            KeyValuePair.Create(
                pair.Key is YamlScalarNode key
                    ? key.Value ?? ""
                    : throw new InvalidInputException(
                        "a name must be a string",
                        pair.Key.NodeType.ToString().ToLowerInvariant(),
                        "name: value",
                        null,
                        $"{path}, line {pair.Key.Start.Line}"
                    ),
                Value(pair.Value, path, depth, asTexts)
            )
        );

    private static JsonNode? Value(YamlNode node, string path, int depth, bool asTexts) =>
        node switch
        {
            // An alias may contain itself.
            _ when depth > MaxDepth => throw new InvalidInputException(
                $"values must not be nested more than {MaxDepth} deep",
                null,
                null,
                null,
                $"{path}, line {node.Start.Line}"
            ),
            YamlSequenceNode items => new JsonArray([.. items.Select(item => Value(item, path, depth + 1, asTexts))]),
            YamlMappingNode mapping => new JsonObject(Members(mapping, path, depth + 1, asTexts)),
            YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any } scalar => Plain(scalar.Value ?? "") is { } plain
                ? asTexts
                    ? JsonValue.Create(scalar.Value)
                    : plain
                : null,
            YamlScalarNode scalar => JsonValue.Create(scalar.Value),
            _ => null,
        };

    private static JsonNode? Plain(string text)
    {
        if (text is "" or "null" or "Null" or "NULL" or "~")
            return null;
        if (text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE")
            return JsonValue.Create(text[0] is 't' or 'T');
        if (Integer().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            return integer is >= int.MinValue and <= int.MaxValue ? JsonValue.Create((int)integer) : JsonValue.Create(integer);
        return
            Number().IsMatch(text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }
}
