using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Settings of one run as they are written: "position=rope", "train.learningRate=3e-4".</summary>
internal static class RunSettings
{
    /// <summary>A config with changed settings. Invalid settings are added to the faults.</summary>
    public static RunConfig Apply(RunConfig config, IReadOnlyList<string> written, List<Fault> faults)
    {
        // Only evalLengths is a list. A comma in any other setting is an axis of values, which belongs to ablate.
        foreach (
            var axis in written.Where(one => one.Contains(',') && !one.StartsWith("train.evalLengths=", StringComparison.OrdinalIgnoreCase))
        )
            faults.Add(
                new(
                    "a run has one value for each setting",
                    axis,
                    "path=value",
                    $"To compare values: {new CommandRef("ablate")}",
                    "settings"
                )
            );
        var settings = StudyGrammar.ParseSettings([.. written.Where(one => !faults.Any(fault => fault.Value == one))], faults);
        // Shorter paths first: a variant must be set before its parameters, in whatever order they were written.
        foreach (var setting in settings.OrderBy(setting => setting.Path.Count(letter => letter == '.')))
            Collect(() => config = ConfigTree.With(config, setting.Path, setting.Text), faults);
        return config;
    }

    /// <summary>Runs an action and adds the faults of its exception to the others, so that all are reported at once.</summary>
    public static void Collect(Action read, List<Fault> faults)
    {
        try
        {
            read();
        }
        catch (InvalidInputException invalid)
        {
            faults.AddRange(invalid.Faults);
        }
    }
}
