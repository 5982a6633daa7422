using Workbench.Configuration;
using Workbench.Data;

namespace Workbench.Training;

public sealed partial record RunConfig
{
    /// <summary>
    /// Loads the data and fills in the values that depend on it (vocabulary, fingerprints) or on other values (warm-up, evaluation
    /// interval). Reports all faults at once.
    /// </summary>
    /// <param name="tasks">Builds and caches tasks.</param>
    /// <exception cref="InvalidInputException">The config, the data or the device is not usable.</exception>
    public RunConfig Resolve(TaskSource tasks)
    {
        var faults = ConfigTree.Validate(this).ToList();
        if (DeviceName.Check(Device) is { } device)
            faults.Add(device with { Path = "device" });
        var data = Data.Length > 0 ? Data : Task.DefaultData ?? "";
        ITask? task = null;
        try
        {
            task = tasks.Get(Task, data, Tokenizer);
        }
        catch (InvalidInputException invalid)
        {
            faults.AddRange(invalid.Faults.Except(faults));
        }
        if (task is not null)
        {
            foreach (var context in Train.EvaluationLengths.Append(Model.Context).Distinct())
                faults.AddRange(task.Check(context).Except(faults));
            if (Model.Vocabulary != 0 && Model.Vocabulary != task.Vocabulary)
                faults.Add(
                    new(
                        "the model's vocabulary must be the task's",
                        $"{Model.Vocabulary}",
                        $"{task.Vocabulary}, or 0 to take it from the task",
                        null,
                        "model.vocabulary"
                    )
                );
        }
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
        return this with
        {
            Data = data,
            Model = Model with { Vocabulary = task!.Vocabulary },
            Train = Train.Resolve(),
            DataFingerprint = task.DataFingerprint,
            TokenizerFingerprint = task.TokenizerFingerprint,
        };
    }
}
