using System.Globalization;
using Spectre.Console;
using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>Benches, as tables of ratios.</summary>
internal static class BenchFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => Face.Group(
        OperationGroup.Bench, face.Of(new BenchCore(surroundings), Render));

    private static void Render(Terminal terminal, IReadOnlyList<Comparison> comparisons)
    {
        var table = Tables.Of("what", "ours>", "peer>", "unit", "ratio>", "goal>", "", "how");
        foreach (var one in comparisons)
        {
            table.AddRow(new Text(one.Name), Number(one.Ours), Number(one.Peer), new Text(one.Unit), new Text(one.Ratio.ToString("0.00", CultureInfo.InvariantCulture)),
                new Text(one.Goal.ToString("0.0", CultureInfo.InvariantCulture)), new Text(one.Ratio >= one.Goal ? "reached" : "missed"), new Text($"against {one.PeerName}; {one.Note}"));
        }
        terminal.OutConsole().Write(table);
    }

    private static Text Number(double value) => new(value.ToString(value < 100 ? "0.00" : "#,0", CultureInfo.InvariantCulture));
}
