namespace Workbench.Operations.Views;

/// <summary>What a clean freed, or would free.</summary>
internal static class CleanView
{
    public static ResultView Of(CleanResult result) =>
        new([
            .. result.Items.Select(item => new ResultLine($"{Sizes.Bytes(item.Bytes), 10}  {item.Path}  ({item.Why})")),
            new ResultLine(
                result switch
                {
                    { Items.Count: 0 } => "nothing to free",
                    { Done: true } => $"freed {Sizes.Bytes(result.Bytes)}",
                    _ => $"would free {Sizes.Bytes(result.Bytes)}; do it with --yes",
                }
            ),
        ]);
}
