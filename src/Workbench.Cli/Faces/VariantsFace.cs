using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>What can be varied, in a shell.</summary>
internal static class VariantsFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => face.Of(new VariantsList(surroundings), Tables.Write);

    public static OperationCommand PresetsCommand(Face face) => face.Of(new PresetsList(), Tables.Write);
}
