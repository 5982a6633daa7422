using System.Globalization;
using Spectre.Console;
using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>How the doctor's findings look in a shell.</summary>
internal static class DoctorFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => face.Of(new Doctor(surroundings), Render);

    private static void Render(Terminal terminal, DoctorResult result)
    {
        var console = terminal.OutConsole();
        var table = Tables.Plain("", "");
        foreach (var finding in result.Findings)
            table.AddRow(new Text(finding.Subject), new Text(finding.Value));
        foreach (var kernel in result.Kernels)
            table.AddRow(new Text($"  {kernel.Name}"), new Text(kernel.On ? $"on ({kernel.InstructionSet})" : $"off: {kernel.Reason}"));
        if (result.GemmGigaflops is { } measured)
        {
            var peak = result.PeakGigaflops is { } value ? string.Create(CultureInfo.InvariantCulture, $"; oneDNN itself {value:0}") : "";
            table.AddRow(new Text("matrix products"), new Text(string.Create(CultureInfo.InvariantCulture, $"{measured:0} GFLOP/s, float32, 1024 x 1024{peak}")));
        }
        console.Write(table);
        foreach (var complaint in result.Complaints)
        {
            terminal.Out.WriteLine($"wrong: {complaint.What}");
            terminal.Out.WriteLine($"       {complaint.Remedy}");
        }
        if (result.Complaints.Count == 0)
            terminal.Out.WriteLine("nothing wrong was found");
    }
}
