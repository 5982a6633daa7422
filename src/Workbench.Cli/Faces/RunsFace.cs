using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>The commands of the ledger.</summary>
internal static class RunsFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => Face.Group(
        OperationGroup.Runs,
        face.Of(new RunsList(surroundings), Tables.Write),
        face.Of(new RunsShow(surroundings), Tables.Write),
        face.Of(new RunsClean(surroundings), Tables.Write));
}
