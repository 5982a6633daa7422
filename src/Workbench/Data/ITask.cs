using TorchSharp;
using Workbench.Statistics;

namespace Workbench.Data;

/// <summary>What a task asks of a model.</summary>
public enum TaskKind
{
    /// <summary>The next token of one text.</summary>
    NextToken,

    /// <summary>A target text for a source text.</summary>
    SourceToTarget,

    /// <summary>The tokens of one text after a prefix of it.</summary>
    Continuation,

    /// <summary>Tokens that a text hides.</summary>
    HiddenTokens,

    /// <summary>A class for each token of a text.</summary>
    TokenClasses,

    /// <summary>A class for a text.</summary>
    TextClasses,

    /// <summary>A class for two texts, which are two segments.</summary>
    PairClasses,
}

/// <summary>
/// A built task: training batches and fixed validation windows. Thread-safe. Every random draw is a function of (seed, role, step,
/// element), so all variants of a study see the same batches.
/// </summary>
public interface ITask
{
    /// <summary>Number of distinct tokens, V.</summary>
    int Vocabulary { get; }

    /// <summary>What the task asks of a model. Default: to predict the next token of one text.</summary>
    TaskKind Kind => TaskKind.NextToken;

    /// <summary>The classes of a task that classifies tokens or texts, by number; empty (default) for other tasks.</summary>
    IReadOnlyList<string> Classes => [];

    /// <summary>The metric of the task.</summary>
    Metric Metric { get; }

    /// <summary>The data's part of a run's identity: the SHA-256 of the text, or a name and version for generated data.</summary>
    string DataFingerprint { get; }

    /// <summary>The tokenizer's part of a run's identity.</summary>
    string TokenizerFingerprint { get; }

    /// <summary>The tokenizer, for tasks on text; null for generated tokens.</summary>
    Tokenizers.ITokenizer? Tokenizer { get; }

    /// <summary>What turns sources and targets into tokens and back; null (default) for tasks without pairs of texts.</summary>
    Tokenizers.PairTokenizers? Pairs => null;

    /// <summary>Faults that prevent windows of this length (for example, a corpus that is too short); empty when there are none.</summary>
    /// <param name="context">Tokens per window, T.</param>
    IReadOnlyList<Fault> Check(int context);

    /// <summary>
    /// Chance level and shortcut floor for windows of this length, in the metric's unit; computed, never measured on a model.
    /// </summary>
    /// <param name="context">Tokens per window, T.</param>
    TaskFloors Floors(int context);

    /// <summary>
    /// The training batch of one step. It does not depend on the device, and a row of windows of a text does not depend on the batch size;
    /// texts of different lengths come in batches of similar lengths.
    /// </summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">0-based step.</param>
    /// <param name="batchSize">Sequences, B.</param>
    /// <param name="context">Tokens per sequence, T.</param>
    /// <param name="device">Device of the tensors.</param>
    /// <returns>Tensors that belong to the caller's dispose scope.</returns>
    Batch Train(long seed, long step, int batchSize, int context, torch.Device device);

    /// <summary>The fixed validation windows: the same for every seed, step and variant.</summary>
    /// <param name="context">Tokens per window, T.</param>
    /// <param name="windows">Maximum number of windows; a short validation text gives fewer.</param>
    /// <param name="batchSize">Maximum number of windows per batch.</param>
    /// <param name="device">Device of the tensors.</param>
    /// <returns>Batches that belong to the caller.</returns>
    IReadOnlyList<Batch> Validation(int context, int windows, int batchSize, torch.Device device);
}
