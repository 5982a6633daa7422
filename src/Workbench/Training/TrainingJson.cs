using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Training;

/// <summary>JSON format of events, results and environments: camelCase names, enum values in kebab-case, NaN and infinities by
/// name.</summary>
public static class TrainingJson
{
    /// <summary>One object per line, for metrics.jsonl.</summary>
    public static JsonSerializerOptions Line { get; } = Options(indented: false);

    /// <summary>Indented, for files that people read.</summary>
    public static JsonSerializerOptions File { get; } = Options(indented: true);

    /// <summary>Serializes an object as the text of a file.</summary>
    public static string Serialize<T>(T value) => JsonSerializer.Serialize(value, File) + "\n";

    internal static T? TryRead<T>(string path)
        where T : class
    {
        try
        {
            return System.IO.File.Exists(path) ? JsonSerializer.Deserialize<T>(System.IO.File.ReadAllText(path), File) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonSerializerOptions Options(bool indented)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = indented,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
