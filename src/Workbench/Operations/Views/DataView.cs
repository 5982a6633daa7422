namespace Workbench.Operations.Views;

/// <summary>The view of the catalogue of corpora.</summary>
internal static class DataView
{
    public static ResultView Of(IReadOnlyList<DataItem> items) =>
        new(
            new ResultTable(
                ["name", ResultColumn.Right("text"), ResultColumn.Right("download"), ResultColumn.Right("in the cache"), "licence", "what"],
                [
                    .. items.Select(item =>
                        (string[])
                            [
                                item.Name,
                                Sizes.Bytes(item.TextBytes),
                                Sizes.Bytes(item.DownloadBytes),
                                item.BytesOnDisk is { } bytes ? Sizes.Bytes(bytes) : "no",
                                item.Licence,
                                item.Title,
                            ]
                    ),
                ]
            )
        );
}
