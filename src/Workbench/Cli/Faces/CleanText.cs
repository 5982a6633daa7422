using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>What a clean freed, or would free.</summary>
internal static class CleanText
{
    public static void Write(Terminal terminal, CleanResult result)
    {
        foreach (var item in result.Items)
            terminal.Out.WriteLine($"{Sizes.Bytes(item.Bytes),10}  {item.Path}  ({item.Why})");
        terminal.Out.WriteLine(result switch
        {
            { Items.Count: 0 } => "nothing to free",
            { Done: true } => $"freed {Sizes.Bytes(result.Bytes)}",
            _ => $"would free {Sizes.Bytes(result.Bytes)}; do it with --yes",
        });
    }
}
