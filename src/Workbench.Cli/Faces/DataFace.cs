using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>The commands of corpora.</summary>
internal static class DataFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => Face.Group(
        OperationGroup.Data,
        face.Of(new DataList(surroundings), Tables.Write),
        face.Of(new DataGet(surroundings, fetch: true), (terminal, item) => terminal.Out.WriteLine(item.Folder)),
        face.Of(new DataGet(surroundings, fetch: false), (terminal, item) => terminal.Out.WriteLine(item.Folder)),
        face.Of(new DataClean(surroundings), Tables.Write));
}
