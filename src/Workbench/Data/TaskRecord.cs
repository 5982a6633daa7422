using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Workbench.Configuration;
using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data;

/// <summary>
/// Task facts stored with a run or a study (task.json), so that it can be read when the text is no longer available. Only tasks on text
/// have a record; a task that generates its data needs none.
/// </summary>
public sealed partial record TaskRecord
{
    /// <summary>The task as text: "char-lm".</summary>
    public required string Task { get; init; }

    /// <summary>The catalogue's name or the path of the text at the time of training.</summary>
    public required string Data { get; init; }

    /// <summary>The text's fingerprint.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>The tokenizer's fingerprint.</summary>
    public required string TokenizerFingerprint { get; init; }

    /// <summary>The tokenizer's config as text: "bpe:4096". Default: char.</summary>
    public string Tokenizer { get; init; } = "char";

    /// <summary>The vocabulary of a character tokenizer: all characters, in token order; empty for another tokenizer.</summary>
    public required string Characters { get; init; }

    /// <summary>The tokenizer, unless it is one of characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TokenizerContent? Content { get; init; }

    /// <summary>The metric of the task.</summary>
    public required Metric Metric { get; init; }

    /// <summary>Window lengths for which the text is long enough.</summary>
    public IReadOnlyList<int> Contexts { get; init; } = [];

    /// <summary>Chance level and shortcut floor by window length.</summary>
    public IReadOnlyDictionary<int, TaskFloors> Floors { get; init; } = new Dictionary<int, TaskFloors>();

    /// <summary>The first validation window: T inputs and the target of the last one; empty in a study's record.</summary>
    public IReadOnlyList<int> Window { get; init; } = [];

    /// <summary>Whether the record is consistent: the tokenizer has the fingerprint, and the window contains only valid tokens.</summary>
    [JsonIgnore]
    public bool IsWhole => (Content?.Fingerprint ?? TokenizerFingerprint) == TokenizerFingerprint && IsConsistent();

    private bool IsConsistent()
    {
        try
        {
            var tokenizer = Open();
            return tokenizer.Fingerprint == TokenizerFingerprint && Window.All(token => token >= 0 && token < tokenizer.Vocabulary);
        }
        catch (InvalidInputException)
        {
            // A content that another version wrote.
            return false;
        }
    }

    /// <summary>The tokenizer.</summary>
    internal ITokenizer Open() => Content?.Open() ?? CharacterTokenizer.From([Characters]);

    /// <summary>
    /// A short prompt from the text: the first words of the window if it has any, otherwise letters of the vocabulary; null when there are
    /// no letters.
    /// </summary>
    [JsonIgnore]
    public string? SamplePrompt
    {
        get
        {
            var text = Window.Count == 0 ? "" : Open().Decode([.. Window]);
            return new[] { text, Characters }.Select(one => Words().Match(one)).FirstOrDefault(match => match.Success)?.Value;
        }
    }

    /// <summary>Makes the record of a task; null when the task needs none or its tokenizer cannot be stored.</summary>
    /// <param name="config">The task's config.</param>
    /// <param name="data">Name or path of the text.</param>
    /// <param name="task">The task.</param>
    /// <param name="contexts">The window lengths in use.</param>
    /// <param name="tokenizer">The tokenizer's config. Default: characters.</param>
    public static TaskRecord? Of(TaskConfig config, string data, ITask task, IEnumerable<int> contexts, TokenizerConfig? tokenizer = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(task);
        var characters = task.Tokenizer as CharacterTokenizer;
        return config.DefaultData is null || (characters is null && task.Tokenizer?.Content is null)
            ? null
            : new()
            {
                Task = Variants.Format(config),
                Data = data,
                DataFingerprint = task.DataFingerprint,
                TokenizerFingerprint = task.TokenizerFingerprint,
                Tokenizer = Variants.Format(tokenizer is null or TaskTokenizer ? config.DefaultTokenizer : tokenizer),
                Characters = characters?.Characters ?? "",
                Content = characters is null ? task.Tokenizer!.Content : null,
                Metric = task.Metric,
                Contexts = [.. contexts.Distinct().Order()],
            };
    }

    /// <summary>Adds the floors for all window lengths.</summary>
    public TaskRecord WithFloors(ITask task) => this with { Floors = Contexts.ToDictionary(context => context, task.Floors) };

    /// <summary>Adds the first validation window of a length.</summary>
    public TaskRecord WithWindow(ITask task, int context)
    {
        ArgumentNullException.ThrowIfNull(task);
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var first = task.Validation(context, 1, 1, TorchSharp.torch.CPU)[0];
        var inputs = first.Inputs.flatten().to(TorchSharp.torch.ScalarType.Int64).data<long>().ToArray();
        var targets = first.Targets.flatten().to(TorchSharp.torch.ScalarType.Int64).data<long>().ToArray();
        return this with { Window = [.. inputs.Append(targets[^1]).Select(token => (int)token)] };
    }

    /// <summary>The exception for a text that differs from the training text.</summary>
    /// <param name="data">Name or path of the text.</param>
    /// <param name="found">Fingerprint of the text.</param>
    /// <param name="expected">Fingerprint of the training text.</param>
    /// <param name="nextStep">Next step for the user; null for the default one.</param>
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
