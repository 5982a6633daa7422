using System.Globalization;

namespace Workbench.Operations.Views;

/// <summary>The view of the doctor's findings.</summary>
internal static class DoctorView
{
    public static ResultView Of(DoctorResult result) =>
        new([
            new ResultTable(["", ""], [.. Findings(result)]),
            .. result.Complaints.SelectMany(complaint =>
                (ResultLine[])[new($"problem: {complaint.What}"), new($"         {complaint.Remedy}")]
            ),
            .. result.Complaints.Count == 0 ? (ResultLine[])[new("no problems found")] : [],
        ]);

    private static IEnumerable<string[]> Findings(DoctorResult result)
    {
        foreach (var finding in result.Findings)
            yield return [finding.Subject, finding.Value];
        foreach (var kernel in result.Kernels)
            yield return [$"  {kernel.Name}", kernel.On ? $"on ({kernel.InstructionSet})" : $"off: {kernel.Reason}"];
        if (result.GemmGigaflops is not { } measured)
            yield break;
        yield return ["matrix products", string.Create(CultureInfo.InvariantCulture, $"{measured:0} GFLOP/s, float32, 1024 x 1024")];
    }
}
