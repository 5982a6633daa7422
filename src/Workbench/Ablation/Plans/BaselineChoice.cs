using Workbench.Configuration;

namespace Workbench.Ablation;

/// <summary>Chooses the cell with which all others are compared.</summary>
internal static class BaselineChoice
{
    /// <summary>The baseline's value of each axis: the first, unless the study names another.</summary>
    /// <param name="axes">The axes.</param>
    /// <param name="texts">What the study names: "placement=post position=rope".</param>
    /// <param name="faults">Receives what is wrong with it.</param>
    public static List<AxisValue> Of(IReadOnlyList<Axis> axes, IReadOnlyList<string> texts, List<Fault> faults)
    {
        var chosen = axes.Select(axis => axis.Values[0]).ToList();
        foreach (
            var setting in StudyGrammar.ParseSettings(
                texts.SelectMany(text => text.Trim('{', '}', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries)),
                faults
            )
        )
        {
            var index = axes.ToList().FindIndex(axis => axis.Values.Any(value => value.Settings.Any(one => one.Path == setting.Path)));
            if (index < 0)
            {
                faults.Add(
                    new(
                        "the baseline is chosen among the axes' values",
                        $"{setting.Path}={setting.Text}",
                        string.Join(", ", axes.Select(axis => axis.Name)),
                        null,
                        "baseline"
                    )
                );
                continue;
            }
            // Several values of a coupling may match the setting; keep the value chosen so far if it is one of them.
            var matching = axes[index].Values.Where(value => value.Settings.Contains(setting)).ToList();
            if (matching.Count == 0)
            {
                var known = axes[index].Values.Select(value => value.Label).ToList();
                faults.Add(
                    new(
                        $"the axis {axes[index].Name} has no such value",
                        setting.Text,
                        string.Join(", ", known),
                        Nearest.Question(setting.Text, known),
                        "baseline"
                    )
                );
            }
            else if (!matching.Contains(chosen[index]))
                chosen[index] = matching[0];
        }
        return chosen;
    }
}
