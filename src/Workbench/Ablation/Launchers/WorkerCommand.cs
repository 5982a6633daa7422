namespace Workbench.Ablation;

/// <summary>The command that starts a worker process. The composition root supplies it.</summary>
/// <param name="FileName">The executable.</param>
/// <param name="Arguments">Its arguments: the hidden command "worker".</param>
public sealed record WorkerCommand(string FileName, IReadOnlyList<string> Arguments);
