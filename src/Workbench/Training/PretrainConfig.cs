using Workbench.Configuration;
using Workbench.Data;
using Workbench.Data.Tasks;

namespace Workbench.Training;

/// <summary>
/// A training before a run's own: the same model, seed and training settings on another task or text. It is a run of its own in the ledger,
/// trained once for all runs that start from it.
/// </summary>
public sealed record PretrainConfig
{
    /// <summary>Optimiser steps. Default: 0, no training before.</summary>
    [InRange(0)]
    public long Steps { get; init; }

    /// <summary>The task. Default: char-lm.</summary>
    public TaskConfig Task { get; init; } = new CharLm();

    /// <summary>A corpus of the catalogue or the path of a .txt or .gz file. Default: empty, the run's for the same kind of task,
    /// otherwise the task's default corpus.</summary>
    public string Data { get; init; } = "";

    /// <summary>The peak learning rate. Default: null, that of the run.</summary>
    [InRange(0, Above = true)]
    public double? LearningRate { get; init; }
}
