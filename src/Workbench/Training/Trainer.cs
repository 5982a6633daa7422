using Workbench.Data;

namespace Workbench.Training;

/// <summary>Trains one run.</summary>
/// <param name="tasks">Builds the run's task.</param>
/// <param name="clock">For throughput and the log.</param>
/// <param name="environment">What is recorded beside the run. Default: this process's.</param>
public sealed class Trainer(TaskSource tasks, TimeProvider clock, RunEnvironment? environment = null)
{
    /// <summary>
    /// Trains until the last step, divergence or cancellation. A run with a completed or diverged result is answered from its folder; one
    /// with a checkpoint goes on from there, with the same bits as if it had never stopped.
    /// </summary>
    /// <param name="config">The run; resolved here if it is not.</param>
    /// <param name="folder">Where everything about it is written.</param>
    /// <param name="progress">Told of every step and evaluation, on the caller's thread.</param>
    /// <param name="cancellation">Asks to stop: the state is saved and the result says interrupted.</param>
    /// <returns>The result, as written to the folder. Errors of the machine or of ours are a result too: failed.</returns>
    /// <exception cref="InvalidInputException">The config, the data or the folder does not serve; nothing was run.</exception>
    public RunResult Run(RunConfig config, RunFolder folder, IProgress<TrainingEvent>? progress = null, CancellationToken cancellation = default) =>
        throw new InvalidOperationException($"not landed yet: {tasks} {clock} {environment}");
}
