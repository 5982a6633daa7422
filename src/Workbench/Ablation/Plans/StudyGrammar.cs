using System.Text;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// Parser of axes and settings, shared by the command line, the magics and study.yaml.
/// <code>
/// axis      = path "=" value *("," value)                     position=sinusoidal,rope:base=500000
///           | "{" coupling *("," coupling) "}"                {placement=pre train.warmup=0, placement=post train.warmup=200}
/// coupling  = path "=" value *(" " path "=" value)
/// value     = name[:positional][:key=value]… | scalar         commas always separate values
/// path      = alias | alias.parameter | any path of model, train, task or pretrain
/// </code>
/// </summary>
public static class StudyGrammar
{
    private const string AxisForm = "path=value,value or \"{path=value path=value, …}\"";

    /// <summary>Short names of frequently varied paths.</summary>
    public static IReadOnlyDictionary<string, string> Aliases { get; } =
        new Dictionary<string, string>
        {
            ["placement"] = "model.placement",
            ["norm"] = "model.norm",
            ["position"] = "model.position",
            ["heads"] = "model.heads",
            ["attention"] = "model.attention",
            ["ffn"] = "model.feedForward",
            ["architecture"] = "model.architecture",
            ["tokenizer"] = "tokenizer",
        };

    /// <summary>Parses axes.</summary>
    /// <param name="texts">One axis per text, as written.</param>
    /// <exception cref="InvalidInputException">Every fault of every text at once.</exception>
    public static IReadOnlyList<Axis> ParseAxes(IEnumerable<string> texts)
    {
        var faults = new List<Fault>();
        var axes = ParseAxes(texts, faults);
        return faults.Count > 0 ? throw new InvalidInputException(faults) : axes;
    }

    /// <summary>Parses settings: "train.steps=200". A comma is part of the value.</summary>
    /// <exception cref="InvalidInputException">Every fault of every text at once.</exception>
    public static IReadOnlyList<Setting> ParseSettings(IEnumerable<string> texts)
    {
        var faults = new List<Fault>();
        var settings = ParseSettings(texts, faults);
        return faults.Count > 0 ? throw new InvalidInputException(faults) : settings;
    }

    /// <summary>Splits a line into words like a shell, but keeps "{…}" as one word, quoted or not. Used for magics.</summary>
    /// <exception cref="InvalidInputException">A quote or a brace is not closed.</exception>
    public static IReadOnlyList<string> Split(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, depth, started) = ('\0', 0, false);
        foreach (var letter in line)
        {
            if (quote != '\0' ? letter == quote : letter is '"' or '\'')
            {
                quote = quote == '\0' ? letter : '\0';
                started = true;
                continue;
            }
            depth +=
                quote != '\0' ? 0
                : letter == '{' ? 1
                : letter == '}' ? -1
                : 0;
            if (char.IsWhiteSpace(letter) && quote == '\0' && depth <= 0)
            {
                if (started)
                    words.Add(word.ToString());
                word.Clear();
                started = false;
                continue;
            }
            word.Append(letter);
            started = true;
        }
        if (quote != '\0' || depth > 0)
            throw new InvalidInputException(
                quote != '\0' ? "a quote is not closed" : "a brace is not closed",
                line,
                nextStep: $"Add {(quote != '\0' ? quote : '}')}."
            );
        if (started)
            words.Add(word.ToString());
        return words;
    }

    /// <summary>All paths that can be an axis, aliases first, for completion.</summary>
    public static IReadOnlyList<string> Paths() => [.. Aliases.Keys.Union(ConfigTree.PathNames(typeof(RunConfig)).Where(IsAxisPath))];

    internal static IReadOnlyList<Axis> ParseAxes(IEnumerable<string> texts, List<Fault> faults)
    {
        var axes = new List<Axis>();
        foreach (var text in texts.Select(text => text.Trim()))
        {
            var axis = text.StartsWith('{') ? Coupled(text, faults) : Plain(text, faults);
            if (axis is not null)
                axes.Add(axis);
        }
        var twice = axes.SelectMany(axis => axis.Values.SelectMany(value => value.Settings).Select(setting => setting.Path).Distinct())
            .GroupBy(path => path)
            .Where(group => group.Count() > 1);
        faults.AddRange(
            twice.Select(path => new Fault("a path belongs to one axis", path.Key, "one axis that sets it", "Join the values in one axis."))
        );
        return axes;
    }

    internal static IReadOnlyList<Setting> ParseSettings(IEnumerable<string> texts, List<Fault> faults) =>
        [.. texts.Select(text => Assignment(text.Trim(), "path=value", faults)).OfType<Setting>()];

    private static Axis? Plain(string text, List<Fault> faults)
    {
        if (text.StartsWith("train.evalLengths=", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add(
                new(
                    "evaluation lengths are not an axis: every finished model is evaluated at all of them",
                    text,
                    null,
                    "Write --eval-lengths 64,128",
                    "axes"
                )
            );
            return null;
        }
        if (Assignment(text, AxisForm, faults) is not { } assignment)
            return null;
        var values = assignment.Text.Split(',', StringSplitOptions.TrimEntries);
        if (values.Any(value => value.Length == 0))
        {
            faults.Add(new("an axis has a value between its commas", text, AxisForm, "Remove the comma, or write the value."));
            return null;
        }
        var name = text[..text.IndexOf('=', StringComparison.Ordinal)].Trim();
        return Distinct(new Axis(name, [.. values.Select(value => new AxisValue(value, [new Setting(assignment.Path, value)]))]), faults);
    }

    private static Axis? Coupled(string text, List<Fault> faults)
    {
        if (!text.EndsWith('}') || text.IndexOf('{', 1) >= 0 || text.IndexOf('}', StringComparison.Ordinal) != text.Length - 1)
        {
            faults.Add(new("a coupling is enclosed in one pair of braces", text, AxisForm));
            return null;
        }
        var values = new List<AxisValue>();
        var before = faults.Count;
        foreach (var part in text[1..^1].Split(',', StringSplitOptions.TrimEntries))
        {
            var words = part.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
                faults.Add(new("each part of a coupling sets a path", text, AxisForm, "Remove the comma, or write path=value."));
            var settings = words.Select(word => Assignment(word, "path=value", faults)).OfType<Setting>().ToList();
            foreach (var path in settings.GroupBy(setting => setting.Path).Where(group => group.Count() > 1))
                faults.Add(new("a coupling sets a path once", part, $"one value for {path.Key}"));
            values.Add(new AxisValue(string.Join(' ', words), settings));
        }
        if (faults.Count > before)
            return null;
        var sets = values
            .Select(value => string.Join(' ', value.Settings.Select(setting => setting.Path).Order(StringComparer.Ordinal)))
            .ToList();
        if (sets.FindIndex(set => set != sets[0]) is var odd and > 0)
        {
            faults.Add(
                new(
                    "every part of a coupling sets the same paths",
                    values[odd].Label,
                    sets[0],
                    "Write every path in every part; a path left out would silently keep the base's value."
                )
            );
            return null;
        }
        var names = values[0].Label.Split(' ').Select(word => word[..word.IndexOf('=', StringComparison.Ordinal)]);
        return Distinct(new Axis(string.Join('+', names), values), faults);
    }

    private static Axis? Distinct(Axis axis, List<Fault> faults)
    {
        var twice = axis.Values.GroupBy(value => value.Label).FirstOrDefault(group => group.Count() > 1);
        if (twice is null)
            return axis;
        faults.Add(new("an axis has each value once", twice.Key, null, $"Remove one {twice.Key}.", axis.Name));
        return null;
    }

    private static Setting? Assignment(string text, string form, List<Fault> faults)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == text.Length - 1)
        {
            faults.Add(
                new(
                    equals == text.Length - 1 && equals > 0 ? "an axis needs values" : "an axis is a path and its values",
                    $"\"{text}\"",
                    form,
                    Nearest.Question(equals > 0 ? text[..equals] : text, Aliases.Keys)
                )
            );
            return null;
        }
        return ResolvePath(text[..equals].Trim(), faults) is { } path ? new Setting(path, text[(equals + 1)..].Trim()) : null;
    }

    /// <summary>Resolves an alias or a path as written to its full path; adds a fault and returns null when there is none.</summary>
    internal static string? ResolvePath(string written, List<Fault> faults)
    {
        var head = written.Split('.')[0];
        var alias = Aliases.Keys.FirstOrDefault(name => Names.Same(head, name));
        var full = alias is null ? written : Aliases[alias] + written[head.Length..];
        var known = ConfigTree.PathNames(typeof(RunConfig)).Where(IsAxisPath).ToList();
        if (known.FirstOrDefault(path => Names.Same(full, path)) is { } found)
            return found;
        // "layers" for "model.layers": users remember the last word, so suggest paths that end in it first.
        var endings = known.Where(path => path.EndsWith($".{written}", StringComparison.OrdinalIgnoreCase)).Take(3).ToList();
        faults.Add(
            new(
                "no axis has this name",
                $"\"{written}\"",
                $"{string.Join(", ", Aliases.Keys)}, and any path of model, train, task or pretrain",
                endings.Count > 0 ? $"Did you mean {string.Join(" or ", endings)}?" : Nearest.Question(written, [.. Aliases.Keys, .. known])
            )
        );
        return null;
    }

    private static bool IsAxisPath(string path) =>
        path.StartsWith("model.", StringComparison.Ordinal)
        || path.StartsWith("train.", StringComparison.Ordinal)
        || path.StartsWith("task.", StringComparison.Ordinal)
        || path.StartsWith("pretrain.", StringComparison.Ordinal)
        || path == "tokenizer"
        || path.StartsWith("tokenizer.", StringComparison.Ordinal);
}
