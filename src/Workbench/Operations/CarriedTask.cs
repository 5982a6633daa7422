using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Tokenizers;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>
/// The tasks of finished runs and studies: from the task record (task.json) in the folder, from the training text, or from a text that the
/// user names with --data because the original has moved.
/// </summary>
internal static class CarriedTask
{
    private const string NextStep = "Restore the text, or give its new path: --data file";

    /// <summary>The task of a run. The source returns it for later requests too.</summary>
    /// <param name="tasks">A source for this run alone: two runs can have had different texts at one path.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="config">The run's config.</param>
    /// <param name="data">The text that the user names; null for the text in the config.</param>
    /// <exception cref="InvalidInputException">The text is needed and missing, or is not the one that the run was trained on.</exception>
    public static ITask Of(TaskSource tasks, RunFolder folder, RunConfig config, string? data)
    {
        if (data is not null)
        {
            var given = Checked(tasks, config.Task, config.Tokenizer, data, config.DataFingerprint);
            if (TaskRecord.Of(config.Task, config.Data, given, [], config.Tokenizer) is { } known)
                tasks.Recall(known);
            return given;
        }
        if (
            folder.ReadTask() is { } record
            && record.DataFingerprint == config.DataFingerprint
            && record.TokenizerFingerprint == config.TokenizerFingerprint
        )
        {
            tasks.Recall(
                record with
                {
                    Data = config.Data,
                    Task = Variants.Format(config.Task),
                    Tokenizer = Variants.Format(config.Tokenizer),
                }
            );
            return tasks.Get(config.Task, config.Data, config.Tokenizer);
        }
        var task = OnText(tasks, config.Task, config.Tokenizer, config.Data);
        // An edited text can give another vocabulary: the model's token ids would then mean other characters.
        return task.TokenizerFingerprint == config.TokenizerFingerprint
            ? task
            : throw TaskRecord.Another(config.Data, task.DataFingerprint, config.DataFingerprint);
    }

    /// <summary>Prepares the source for the task of a study.</summary>
    /// <param name="tasks">A source for this study alone.</param>
    /// <param name="study">The study, with absolute file paths.</param>
    /// <param name="place">The study's study.yaml, or the folder that contains it.</param>
    /// <param name="given">The text that the user names; null for the study's own.</param>
    /// <returns>The study to plan, with the named text as its data.</returns>
    /// <exception cref="InvalidInputException">The named text is not the one that the study was trained on, or a text is needed and is
    /// missing.</exception>
    public static Study OfStudy(TaskSource tasks, Study study, string place, string? given)
    {
        var config = Variants.Parse<TaskConfig>(study.Task);
        if (given is not null)
        {
            if (StudyFolder.ReadDataFingerprint(place) is { } fingerprint)
                _ = Checked(tasks, config, null, given, fingerprint);
            return study with { Data = given };
        }
        var own = study.Data ?? config.DefaultData;
        if (StudyFolder.ReadTask(place) is { } record && record.Data == own)
            tasks.Recall(record);
        else if (own is { Length: > 0 })
            _ = OnText(tasks, config, null, own);
        return study;
    }

    /// <summary>
    /// Prepares the source for a study that is run again. The task record in the folder is used as long as nothing has to be computed from
    /// the text.
    /// </summary>
    /// <param name="tasks">A source for this study alone.</param>
    /// <param name="study">The study, with absolute file paths.</param>
    /// <param name="carried">The task record in the study's folder.</param>
    /// <param name="isGiven">Whether the user names the study's data in this command.</param>
    /// <exception cref="InvalidInputException">The named text is not the one that the study was trained on.</exception>
    public static void OfStudyAgain(TaskSource tasks, Study study, TaskRecord carried, bool isGiven)
    {
        var config = Variants.Parse<TaskConfig>(study.Task);
        if (isGiven && carried.Task == Variants.Format(config) && study.Data is { } data)
            _ = Checked(
                tasks,
                config,
                null,
                data,
                carried.DataFingerprint,
                $"Name the text of the study. To use another text, start a new study: {StudyCommandLine.Of(study)}"
            );
        else if (!isGiven && carried.Data == (study.Data ?? config.DefaultData))
            tasks.Recall(carried);
    }

    private static ITask Checked(
        TaskSource tasks,
        TaskConfig task,
        TokenizerConfig? tokenizer,
        string data,
        string fingerprint,
        string? nextStep = null
    )
    {
        var found = tasks.Get(task, data, tokenizer);
        return found.DataFingerprint == fingerprint ? found : throw TaskRecord.Another(data, found.DataFingerprint, fingerprint, nextStep);
    }

    private static ITask OnText(TaskSource tasks, TaskConfig task, TokenizerConfig? tokenizer, string data) =>
        !CorpusFile.LooksLikePath(data) || File.Exists(data) || Catalogue.TryFind(data) is not null
            ? tasks.Get(task, data, tokenizer)
            : throw new InvalidInputException(
                "the training text is missing, and the folder has no valid record of the vocabulary",
                data,
                null,
                NextStep,
                "data"
            );
}
