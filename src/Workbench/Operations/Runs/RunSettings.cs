using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Settings of one run as they are written: "position=rope", "train.learningRate=3e-4".</summary>
internal static class RunSettings
{
    /// <summary>A config with settings changed; what is wrong with them is added to the faults.</summary>
    public static RunConfig Apply(RunConfig config, IReadOnlyList<string> written, List<Fault> faults)
    {
        // Lengths are a list; whatever else holds a comma is a question, and those are for ablate.
        foreach (
            var axis in written.Where(one => one.Contains(',') && !one.StartsWith("train.evalLengths=", StringComparison.OrdinalIgnoreCase))
        )
            faults.Add(
                new("one run has one value of a setting", axis, "path=value", $"To compare values: {new CommandRef("ablate")}", "settings")
            );
        var settings = StudyGrammar.ParseSettings([.. written.Where(one => !faults.Any(fault => fault.Value == one))], faults);
        // A variant is chosen before its parameters are set, whatever the order they were written in.
        foreach (var setting in settings.OrderBy(setting => setting.Path.Count(letter => letter == '.')))
            Collect(() => config = ConfigTree.With(config, setting.Path, setting.Text), faults);
        return config;
    }

    /// <summary>Reads something; its faults join the others, so that all are told at once.</summary>
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
