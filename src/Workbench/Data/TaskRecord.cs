using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Workbench.Configuration;
using Workbench.Tokenizers;

namespace Workbench.Data;

/// <summary>
/// What a run or a study keeps of its task, so that it can be read where its text is not any more: task.json. Only tasks on text with a
/// character vocabulary have one; a task that generates its data needs none.
/// </summary>
public sealed partial record TaskRecord
{
    /// <summary>The task, as it is written: "char-lm".</summary>
    public required string Task { get; init; }

    /// <summary>The catalogue's name or the path of its text, when it was trained.</summary>
    public required string Data { get; init; }

    /// <summary>The text's fingerprint.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>The tokenizer's fingerprint.</summary>
    public required string TokenizerFingerprint { get; init; }

    /// <summary>The vocabulary: every character, in the order of their tokens.</summary>
    public required string Characters { get; init; }

    /// <summary>The number that the task is judged by.</summary>
    public required Metric Metric { get; init; }

    /// <summary>Window lengths that the text is known to be long enough for.</summary>
    public IReadOnlyList<int> Contexts { get; init; } = [];

    /// <summary>Chance level and shortcut floor by window length.</summary>
    public IReadOnlyDictionary<int, TaskFloors> Floors { get; init; } = new Dictionary<int, TaskFloors>();

    /// <summary>The first validation window: T inputs, and the last one's target; empty in a study's record.</summary>
    public IReadOnlyList<int> Window { get; init; } = [];

    /// <summary>Whether the characters are those that the fingerprint was made of, and the window is made of them.</summary>
    [JsonIgnore]
    public bool IsWhole =>
        CharacterTokenizer.From([Characters]) is var tokenizer
        && tokenizer.Fingerprint == TokenizerFingerprint
        && Window.All(token => token >= 0 && token < tokenizer.Vocabulary);

    /// <summary>
    /// A few letters of the text for a prompt, of the window's first words where there are some; null when it has no letter at all.
    /// </summary>
    [JsonIgnore]
    public string? SamplePrompt
    {
        get
        {
            var text = Window.Count == 0 ? "" : CharacterTokenizer.From([Characters]).Decode([.. Window]);
            return new[] { text, Characters }.Select(one => Words().Match(one)).FirstOrDefault(match => match.Success)?.Value;
        }
    }

    /// <summary>The record of a task; null for one that needs none, or whose tokenizer cannot be kept.</summary>
    /// <param name="config">The task's config.</param>
    /// <param name="data">The name or path of its text.</param>
    /// <param name="task">The task.</param>
    /// <param name="contexts">Window lengths that are used.</param>
    public static TaskRecord? Of(TaskConfig config, string data, ITask task, IEnumerable<int> contexts)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(task);
        return config.DefaultData is null || task.Tokenizer is not CharacterTokenizer tokenizer
            ? null
            : new()
            {
                Task = Variants.Format(config),
                Data = data,
                DataFingerprint = task.DataFingerprint,
                TokenizerFingerprint = task.TokenizerFingerprint,
                Characters = tokenizer.Characters,
                Metric = task.Metric,
                Contexts = [.. contexts.Distinct().Order()],
            };
    }

    /// <summary>This record with the floors at its lengths.</summary>
    public TaskRecord WithFloors(ITask task) => this with { Floors = Contexts.ToDictionary(context => context, task.Floors) };

    /// <summary>This record with the first validation window of a length.</summary>
    public TaskRecord WithWindow(ITask task, int context)
    {
        ArgumentNullException.ThrowIfNull(task);
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var first = task.Validation(context, 1, 1, TorchSharp.torch.CPU)[0];
        var inputs = first.Inputs.flatten().to(TorchSharp.torch.ScalarType.Int64).data<long>().ToArray();
        var targets = first.Targets.flatten().to(TorchSharp.torch.ScalarType.Int64).data<long>().ToArray();
        return this with { Window = [.. inputs.Append(targets[^1]).Select(token => (int)token)] };
    }

    /// <summary>The fault of a text that is another than the one that was trained on.</summary>
    /// <param name="data">Its name or path.</param>
    /// <param name="found">Its fingerprint.</param>
    /// <param name="expected">The fingerprint of the text that was trained on.</param>
    /// <param name="nextStep">What to do now.</param>
    public static InvalidInputException Another(string data, string found, string expected, string? nextStep = null) =>
        new(
            "the text is not the one that was trained on",
            $"{data}, with the fingerprint {found}",
            $"the text with the fingerprint {expected}",
            nextStep ?? "Name that text, where it is now: --data file",
            "data"
        );

    [GeneratedRegex(@"\p{L}[\p{L}]{0,15}( \p{L}{1,10})?", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
