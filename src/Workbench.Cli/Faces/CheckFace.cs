using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>Checks of variants in a shell.</summary>
internal static class CheckFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => face.Of(new Check(surroundings), Tables.Write);
}
