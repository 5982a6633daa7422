using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>A described model in a shell.</summary>
internal static class ModelFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => face.Of(new DescribeModel(surroundings), Tables.Write);
}
