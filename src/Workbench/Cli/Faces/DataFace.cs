using Spectre.Console;
using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>The commands of corpora.</summary>
internal static class DataFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => Face.Group(
        OperationGroup.Data,
        face.Of(new DataList(surroundings), RenderList),
        face.Of(new DataGet(surroundings, fetch: true), (terminal, item) => terminal.Out.WriteLine(item.Folder)),
        face.Of(new DataGet(surroundings, fetch: false), (terminal, item) => terminal.Out.WriteLine(item.Folder)),
        face.Of(new DataClean(surroundings), CleanText.Write));

    private static void RenderList(Terminal terminal, IReadOnlyList<DataItem> items)
    {
        var table = Tables.Of("name", "text>", "download>", "in the cache>", "licence", "what");
        foreach (var item in items)
        {
            table.AddRow(new Text(item.Name), new Text(Sizes.Bytes(item.TextBytes)), new Text(Sizes.Bytes(item.DownloadBytes)),
                new Text(item.BytesOnDisk is { } bytes ? Sizes.Bytes(bytes) : "no"), new Text(item.Licence), new Text(item.Title));
        }
        terminal.OutConsole().Write(table);
    }
}
