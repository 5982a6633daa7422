using System.CommandLine;
using Workbench.Cli.Faces;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Operations;

namespace Workbench.Cli;

/// <summary>The list of commands.</summary>
internal static class Commands
{
    public static IEnumerable<Command> All(Face face, Surroundings surroundings, Func<Surroundings, IInterpreter> interpreter, ScriptLibrary scripts) =>
    [
        AblateFace.Command(face, surroundings),
        TrainFace.Command(face, surroundings),
        GenerateFace.Command(face, surroundings),
        face.Of(new DescribeModel(surroundings), Tables.Write),
        face.Of(new ShowAttention(surroundings), Tables.Write),
        face.Of(new CompareRuns(surroundings), Tables.Write),
        face.Of(new ShowFigure(surroundings), Tables.Write),
        CheckFace.Command(face, surroundings),
        RunsFace.Command(face, surroundings),
        RunNotebooksFace.Command(face, surroundings, scripts),
        DataFace.Command(face, surroundings),
        BenchFace.Command(face, surroundings),
        VariantsFace.Command(face, surroundings),
        VariantsFace.PresetsCommand(face),
        JupyterFace.Command(face, surroundings, interpreter),
        DoctorFace.Command(face, surroundings),
        face.Of(new ShowDevice(surroundings), Tables.Write),
        TestFace.Command(face.Terminal),
        CompletionFace.Command(face.Terminal),
        WorkerFace.Command(face.Terminal, surroundings),
        MagicsFace.Command(face.Terminal, surroundings),
        CellsFace.Command(surroundings, interpreter),
    ];
}
