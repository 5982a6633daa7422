using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Configuration;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Workbench.Notebook.Documents.Parameters;

/// <summary>Parameters in YAML: a mapping of names to values.</summary>
internal static partial class ParameterFile
{
    private const int MostDepth = 32;

    /// <summary>YAML 1.2's whole numbers.</summary>
    [GeneratedRegex(@"^[-+]?[0-9]+$")]
    private static partial Regex Whole();

    /// <summary>YAML 1.2's numbers; NaN and infinities stay texts here, for JSON has none.</summary>
    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Number();

    /// <summary>Reads a file, once: it may be a pipe.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Each parameter as YAML reads it, and with numbers and truth values as the texts that they are written as.</returns>
    /// <exception cref="InvalidInputException">It is not there, or no mapping of names to values.</exception>
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
                    "a file of parameters is a mapping",
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

    /// <summary>One value as YAML reads it; what is no YAML is text.</summary>
    /// <param name="text">The value.</param>
    /// <param name="asTexts">Whether numbers and truth values stay the texts that they are written as.</param>
    /// <exception cref="InvalidInputException">It is YAML that no variable can hold.</exception>
    public static JsonNode? ReadValue(string text, bool asTexts = false)
    {
        try
        {
            YamlSize.Require(text, "-p");
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            // "a: b" on a command line is a text; only braces and brackets say that they are more.
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
                        "a name is a text",
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
            // An alias may hold what it stands in.
            _ when depth > MostDepth => throw new InvalidInputException(
                $"values are not nested more than {MostDepth} deep",
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
        if (Whole().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole is >= int.MinValue and <= int.MaxValue ? JsonValue.Create((int)whole) : JsonValue.Create(whole);
        return
            Number().IsMatch(text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }
}
