namespace Workbench.Reporting;

/// <summary>Validates a report's data before anything is drawn or written.</summary>
internal static class ReportCheck
{
    internal static void Require(ReportData data)
    {
        var faults = Faults(data).ToArray();
        if (faults.Length > 0)
            throw new InvalidInputException(faults);
    }

    private static IEnumerable<Fault> Faults(ReportData data)
    {
        if (data.Variants.Count == 0)
            yield return new Fault("a report needs at least one variant", Path: "Variants");
        var baselines = data.Variants.Count(variant => variant.IsBaseline);
        if (data.Variants.Count > 0 && baselines != 1)
            yield return new Fault("exactly one variant must be the baseline", $"{baselines}", "1", Path: "Variants");
        foreach (var name in data.Variants.GroupBy(variant => variant.Name).Where(group => group.Count() > 1).Select(group => group.Key))
            yield return new Fault("the names of variants must be unique", name, Path: "Variants");
        if (!(data.Epsilon >= 0) || double.IsInfinity(data.Epsilon))
            yield return new Fault(
                "epsilon must be a finite number, 0 or more",
                FormattableString.Invariant($"{data.Epsilon}"),
                Path: "Epsilon"
            );
        if (data.Confidence is not (> 0 and < 1))
            yield return new Fault(
                "the confidence must be a fraction",
                FormattableString.Invariant($"{data.Confidence}"),
                "between 0 and 1",
                Path: "Confidence"
            );
        foreach (var row in data.Audit.Where(row => data.Variants.All(variant => variant.Name != row.Variant)))
            yield return new Fault(
                "each row of the audit must name a variant",
                row.Variant,
                string.Join(", ", data.Variants.Select(variant => variant.Name)),
                Path: "Audit"
            );
    }
}
