using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>
/// The tasks of finished runs and studies: from what these carry, from their text, or from a text that the user names in its place.
/// </summary>
internal static class CarriedTask
{
    private const string Named = "Put the text back, or name it where it is now: --data file";

    /// <summary>The task of a run, which the source answers with from now on.</summary>
    /// <param name="tasks">A source for this run alone: two runs may have had different texts at one path.</param>
    /// <param name="folder">The run.</param>
    /// <param name="config">Its config.</param>
    /// <param name="data">The text that the user names; null for the run's own.</param>
    /// <exception cref="InvalidInputException">The text is needed and not there, or is another one.</exception>
    public static ITask Of(TaskSource tasks, RunFolder folder, RunConfig config, string? data)
    {
        if (data is not null)
        {
            var given = Checked(tasks, config.Task, data, config.DataFingerprint);
            if (TaskRecord.Of(config.Task, config.Data, given, []) is { } known)
                tasks.Recall(known);
            return given;
        }
        if (
            folder.ReadTask() is { } record
            && record.DataFingerprint == config.DataFingerprint
            && record.TokenizerFingerprint == config.TokenizerFingerprint
        )
        {
            tasks.Recall(record with { Data = config.Data, Task = Variants.Format(config.Task) });
            return tasks.Get(config.Task, config.Data);
        }
        var task = OnText(tasks, config.Task, config.Data);
        // The text that gives the vocabulary may have been edited since: the model's tokens would stand for other characters.
        return task.TokenizerFingerprint == config.TokenizerFingerprint
            ? task
            : throw TaskRecord.Another(config.Data, task.DataFingerprint, config.DataFingerprint);
    }

    /// <summary>Lets the source answer for the task of a study.</summary>
    /// <param name="tasks">A source for this study alone.</param>
    /// <param name="study">The study, its files named absolutely.</param>
    /// <param name="place">Its study.yaml, or the folder that has one.</param>
    /// <param name="given">The text that the user names; null for the study's own.</param>
    /// <returns>The study to plan.</returns>
    /// <exception cref="InvalidInputException">The named text is another one, or a text is needed and not there.</exception>
    public static Study OfStudy(TaskSource tasks, Study study, string place, string? given)
    {
        var config = Variants.Parse<TaskConfig>(study.Task);
        if (given is not null)
        {
            if (StudyFolder.ReadDataFingerprint(place) is { } fingerprint)
                _ = Checked(tasks, config, given, fingerprint);
            return study with { Data = given };
        }
        var own = study.Data ?? config.DefaultData;
        if (StudyFolder.ReadTask(place) is { } record && record.Data == own)
            tasks.Recall(record);
        else if (own is { Length: > 0 })
            _ = OnText(tasks, config, own);
        return study;
    }

    /// <summary>The same for a study that is run again: what its folder carries serves until something has to be computed.</summary>
    /// <param name="tasks">A source for this study alone.</param>
    /// <param name="study">The study, its files named absolutely.</param>
    /// <param name="carried">What its folder carries.</param>
    /// <param name="isGiven">Whether its data were named anew.</param>
    /// <exception cref="InvalidInputException">The named text is another one.</exception>
    public static void OfStudyAgain(TaskSource tasks, Study study, TaskRecord carried, bool isGiven)
    {
        var config = Variants.Parse<TaskConfig>(study.Task);
        if (isGiven && carried.Task == Variants.Format(config) && study.Data is { } data)
            _ = Checked(
                tasks,
                config,
                data,
                carried.DataFingerprint,
                $"Name the study's text. The same question on another text is a study of its own: {StudyCommandLine.Of(study)}"
            );
        else if (!isGiven && carried.Data == (study.Data ?? config.DefaultData))
            tasks.Recall(carried);
    }

    private static ITask Checked(TaskSource tasks, TaskConfig task, string data, string fingerprint, string? nextStep = null)
    {
        var found = tasks.Get(task, data);
        return found.DataFingerprint == fingerprint ? found : throw TaskRecord.Another(data, found.DataFingerprint, fingerprint, nextStep);
    }

    private static ITask OnText(TaskSource tasks, TaskConfig task, string data) =>
        !CorpusFile.LooksLikePath(data) || File.Exists(data) || Catalogue.TryFind(data) is not null
            ? tasks.Get(task, data)
            : throw new InvalidInputException(
                "the text is needed, for what it decides was not kept when this was trained, and it is not there any more",
                data,
                null,
                Named,
                "data"
            );
}
