using Workbench.Notebook.Jupyter;
using Workbench.Operations;
using Workbench.Operations.Benches;

namespace Workbench.Cli.Faces;

/// <summary>Benches in a shell.</summary>
internal static class BenchFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => Face.Group(
        OperationGroup.Bench,
        face.Of(new BenchKernel(surroundings), Tables.Write),
        face.Of(new BenchTrain(surroundings), Tables.Write),
        face.Of(new BenchAttention(surroundings), Tables.Write),
        face.Of(new BenchKernels(surroundings), Tables.Write));
}
