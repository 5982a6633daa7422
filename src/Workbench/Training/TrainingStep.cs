using Workbench.Data;
using Workbench.Models;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>
/// One training step of a language model, for programs with their own training loop. <see cref="Trainer"/> executes complete runs.
/// </summary>
public static class TrainingStep
{
    /// <summary>Performs one optimiser step on the mean cross-entropy of next-token prediction.</summary>
    /// <param name="model">The model, in training mode.</param>
    /// <param name="optimiser">The model's optimiser.</param>
    /// <param name="tokens">[B, T + 1] int64: the first T are read, the last T are predicted.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    /// <param name="clip">Maximum global gradient norm; default 1.</param>
    /// <returns>The loss before the step, in nats per token.</returns>
    /// <exception cref="InvalidInputException">T is beyond the context and the position encoding is not defined there.</exception>
    public static double Take(Transformer model, Optimiser optimiser, Tensor tokens, double learningRate, double clip = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimiser);
        ArgumentNullException.ThrowIfNull(tokens);
        using var scope = NewDisposeScope();
        var length = tokens.shape[1] - 1;
        var loss = model.Loss(tokens.narrow(1, 0, length), tokens.narrow(1, 1, length), Batch.Ignored);
        optimiser.ReleaseGradients();
        BackwardPass.Run(loss);
        optimiser.ClipGradients(clip);
        optimiser.Step(learningRate);
        return Evaluator.Number(loss);
    }
}
