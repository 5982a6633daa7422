using System.Globalization;
using Spectre.Console;
using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>How attention reads in a shell: what each head looks at, in numbers; the maps are in a file.</summary>
internal static class AttentionFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => face.Of(new ShowAttention(surroundings), Render);

    private static void Render(Terminal terminal, AttentionResult result)
    {
        terminal.Out.WriteLine($"attention {result.Attention} on {result.Tokens.Count} tokens: {result.Meaning}");
        var table = Tables.Of("layer>", "head>", "entropy, bits>", "tokens back>", "on the one before>", "on the first>");
        foreach (var head in result.Heads)
        {
            table.AddRow(
                new Text($"{head.Layer}"), new Text($"{head.Head}"), new Text(head.Entropy is { } bits ? Number(bits) : "—"), new Text(Number(head.Distance)), new Text(Number(head.Previous)), new Text(Number(head.First)));
        }
        terminal.OutConsole().Write(table);
        terminal.Out.WriteLine(result.File is { } file ? $"heat maps: {file}" : "heat maps: add --out attention.html");
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
