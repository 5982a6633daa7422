using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>A study in a shell.</summary>
internal static class AblateFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => face.Of(new Ablate(surroundings), Tables.Write);
}
