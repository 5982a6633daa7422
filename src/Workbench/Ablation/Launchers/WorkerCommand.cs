namespace Workbench.Ablation;

/// <summary>The command that starts a worker process: the composition root knows what this program is called.</summary>
/// <param name="FileName">The executable.</param>
/// <param name="Arguments">Its arguments: the hidden command "worker".</param>
public sealed record WorkerCommand(string FileName, IReadOnlyList<string> Arguments);
