using System.CommandLine;
using Workbench.Cli.Faces;
using Workbench.Operations;

namespace Workbench.Cli;

/// <summary>The list of commands.</summary>
internal static class Commands
{
    public static IEnumerable<Command> All(Face face, Surroundings surroundings) =>
    [
        DoctorFace.Command(face, surroundings),
    ];
}
