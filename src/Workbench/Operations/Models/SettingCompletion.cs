using System.Text.Json;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>
/// Completions of an axis or a setting, such as <c>placement=pre,po</c>, <c>attention=performer:fe</c> or
/// <c>{placement=pre train.wa</c>.
/// </summary>
internal static class SettingCompletion
{
    /// <summary>Complete words that start with the given part of a word.</summary>
    /// <param name="word">The part of the word before the cursor.</param>
    public static IEnumerable<string> Of(string word)
    {
        // In a coupling, "{a=1 b=2}", only the last setting is completed.
        var start = word.Contains('{', StringComparison.Ordinal) ? word.LastIndexOfAny(['{', ' ']) + 1 : 0;
        return Setting(word[start..]).Select(candidate => word[..start] + candidate);
    }

    /// <summary>The type of the setting at a path: a family's record, an enum, a number; null when there is no such path.</summary>
    public static Type? TypeAt(string name)
    {
        var path = StudyGrammar.Aliases.GetValueOrDefault(name, name);
        return ConfigTree.Paths(typeof(RunConfig)).FirstOrDefault(one => Names.Same(one.Path, path))?.Type;
    }

    private static IEnumerable<string> Setting(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            return StudyGrammar
                .Paths()
                .Select(path => path + "=")
                .Where(path => path.StartsWith(word, StringComparison.Ordinal))
                .Distinct();
        if (TypeAt(word[..equals]) is not { } type)
            return [];
        var start = word.LastIndexOf(',') + 1;
        start = start == 0 ? equals + 1 : start;
        var value = word[start..];
        var written = word[(equals + 1)..start].Split(',', StringSplitOptions.RemoveEmptyEntries);
        var candidates =
            value.Contains(':', StringComparison.Ordinal) && Variants.IsFamily(type)
                ? Parameters(type, value)
                : Values(type).Except(written);
        return candidates.Where(one => one.StartsWith(value, StringComparison.Ordinal)).Select(one => word[..start] + one);
    }

    /// <summary>"performer:fe" becomes "performer:features=".</summary>
    private static IEnumerable<string> Parameters(Type family, string value)
    {
        var parts = value.Split(':');
        var parameters = Variants.Of(family).FirstOrDefault(one => one.Name == parts[0])?.Parameters ?? [];
        var before = string.Concat(parts[..^1].Select(part => $"{part}:"));
        if (parts[^1].Split('=') is [var key, _])
        {
            var type = parameters.FirstOrDefault(one => one.Name == key)?.Type;
            return type is null ? [] : Values(type).Select(one => $"{before}{key}={one}");
        }
        var given = parts[1..^1].Select(part => part.Split('=')[0]);
        return parameters.Select(one => one.Name).Except(given).Select(name => $"{before}{name}=");
    }

    private static IEnumerable<string> Values(Type type) =>
        Variants.IsFamily(type) ? Variants.NamesOf(type)
        : type.IsEnum ? Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)
        : type == typeof(bool) ? ["true", "false"]
        : [];
}
