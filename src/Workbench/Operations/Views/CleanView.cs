namespace Workbench.Operations.Views;

/// <summary>The view of a clean: what was freed or would be freed.</summary>
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
                    _ => $"would free {Sizes.Bytes(result.Bytes)}; --yes frees it",
                }
            ),
        ]);
}
