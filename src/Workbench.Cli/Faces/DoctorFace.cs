using Workbench.Notebook.Jupyter;
using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>The doctor in a shell.</summary>
internal static class DoctorFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => face.Of(new Doctor(surroundings, KernelExamination.Of), Tables.Write);
}
