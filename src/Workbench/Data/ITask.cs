using TorchSharp;

namespace Workbench.Data;

/// <summary>
/// A built task: batches to train on and fixed windows to be judged by. Safe to share between runs. Every draw is a function of (seed,
/// role, step, element), so that all variants of a study see the same batches.
/// </summary>
public interface ITask
{
    /// <summary>Number of different tokens, V.</summary>
    int Vocabulary { get; }

    /// <summary>The number that the task is judged by.</summary>
    Metric Metric { get; }

    /// <summary>The data's part in a run's identity: a SHA-256 over the text, or a name and version for generated data.</summary>
    string DataFingerprint { get; }

    /// <summary>The tokenizer's part in a run's identity.</summary>
    string TokenizerFingerprint { get; }

    /// <summary>The tokenizer, for tasks on text; null for generated tokens.</summary>
    Tokenizers.ITokenizer? Tokenizer { get; }

    /// <summary>What stands in the way of windows of this length (a corpus that is too short); empty when nothing does.</summary>
    /// <param name="context">Tokens a window, T.</param>
    IReadOnlyList<Fault> Check(int context);

    /// <summary>
    /// Chance level and shortcut floor for windows of this length, in the metric's unit; computed, never measured on a model.
    /// </summary>
    /// <param name="context">Tokens a window, T.</param>
    TaskFloors Floors(int context);

    /// <summary>The training batch of one step. The same (seed, step) gives the same rows at any batch size and on any device.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">Counted from 0.</param>
    /// <param name="batchSize">Sequences, B.</param>
    /// <param name="context">Tokens a sequence, T.</param>
    /// <param name="device">Where the tensors are put.</param>
    /// <returns>Tensors that belong to the caller's dispose scope.</returns>
    Batch Train(long seed, long step, int batchSize, int context, torch.Device device);

    /// <summary>The fixed validation windows: the same for every seed, step and variant.</summary>
    /// <param name="context">Tokens a window, T.</param>
    /// <param name="windows">How many windows; a shorter validation text gives fewer.</param>
    /// <param name="batchSize">At most this many windows in one batch.</param>
    /// <param name="device">Where the tensors are put.</param>
    /// <returns>Batches that belong to the caller.</returns>
    IReadOnlyList<Batch> Validation(int context, int windows, int batchSize, torch.Device device);
}
