using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>Text streams while it is written; nothing is left to show at the end but a line end.</summary>
internal static class GenerateFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) =>
        face.Of(new Generate(surroundings), (terminal, _) => terminal.Out.WriteLine());
}
