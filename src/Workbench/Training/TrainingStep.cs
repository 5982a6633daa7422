using Workbench.Data;
using Workbench.Models;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>
/// One step of training a language model, for programs that keep their own loop. <see cref="Trainer"/> has the whole of a run.
/// </summary>
public static class TrainingStep
{
    /// <summary>Predicts every token from those before it, and takes a step down the gradient of the mean cross-entropy.</summary>
    /// <param name="model">In training mode.</param>
    /// <param name="optimiser">Of this model.</param>
    /// <param name="tokens">[B, T + 1] int64: the first T are read, the last T are predicted.</param>
    /// <param name="learningRate">The rate of this step.</param>
    /// <param name="clip">The largest norm of all gradients together; default 1.</param>
    /// <returns>The loss before the step, nats a token.</returns>
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
        loss.backward();
        optimiser.ClipGradients(clip);
        optimiser.Step(learningRate);
        return Evaluator.Number(loss);
    }
}
