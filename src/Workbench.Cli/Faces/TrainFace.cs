using Workbench.Ablation;
using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>A run in a shell: what it gave, and what to do with it next.</summary>
internal static class TrainFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => face.Of(new Train(surroundings), Render);

    private static void Render(Terminal terminal, TrainResult run)
    {
        Tables.Write(terminal, run);
        if (run.State == RunState.Completed)
            terminal.Out.WriteLine($"let it write: ./workbench generate {run.Id[..12]} --prompt '…'");
    }
}
