using Workbench.Configuration;
using Workbench.Data;
using Workbench.Models.Architectures;

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
        if (task is not null && Unfit(task) is { } unfit)
            faults.Add(unfit);
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
        return WithStart(
            tasks,
            this with
            {
                Data = data,
                Model = Model with { Vocabulary = task!.Vocabulary },
                Train = Train.Resolve(),
                DataFingerprint = task.DataFingerprint,
                TokenizerFingerprint = task.TokenizerFingerprint,
            }
        );
    }

    /// <summary>The run that comes before this one; null when there is none.</summary>
    internal RunConfig? PretrainRun(TaskSource tasks) =>
        Pretrain.Steps == 0
            ? null
            : (
                this with
                {
                    Pretrain = new(),
                    InitFrom = "",
                    InitFingerprint = "",
                    Task = Pretrain.Task,
                    Data = Pretrain.Data,
                    DataFingerprint = "",
                    TokenizerFingerprint = "",
                    Model = Model with { Vocabulary = 0 },
                    // The warm-up and the like are those of the other number of steps.
                    Train = Train with
                    {
                        Steps = Pretrain.Steps,
                        LearningRate = Pretrain.LearningRate ?? Train.LearningRate,
                        MinimumLearningRate = null,
                        Warmup = null,
                        EvaluateEvery = null,
                        EvalLengths = "",
                        Freeze = "",
                        LayerRateDecay = 1,
                        KeepInitial = "",
                        StrictLoading = true,
                    },
                }
            ).Resolve(tasks);

    // The identity of the weights that a resolved run starts from.
    private static RunConfig WithStart(TaskSource tasks, RunConfig run)
    {
        if (run.Pretrain.Steps > 0 && run.InitFrom.Length > 0)
            throw new InvalidInputException(
                "a run starts from saved weights or from a training before it, not both",
                run.InitFrom,
                null,
                "Leave out --init-from, or set pretrain.steps=0.",
                "pretrain.steps"
            );
        if (run.PretrainRun(tasks) is { } before)
        {
            // Workers start in another folder.
            if (run.Pretrain.Data is { Length: > 0 } data && CorpusFile.LooksLikePath(data))
                run = run with { Pretrain = run.Pretrain with { Data = Path.GetFullPath(data) } };
            InitialWeights.CheckVocabulary(run, before.Model.Vocabulary, before.TokenizerFingerprint, "pretrain");
            // Its seed and its code are this run's own, which are in the identity already.
            return run with { InitFingerprint = $"pretrained {(before with { Code = "" }).VariantId}" };
        }
        if (run.InitFrom.Length > 0)
            return run with { InitFingerprint = InitialWeights.Fingerprint(run) };
        return run with { InitFingerprint = "", Train = run.Train with { KeepInitial = "", StrictLoading = true } };
    }

    private Fault? Unfit(ITask task)
    {
        var (rule, allowed) = task.Kind switch
        {
            TaskKind.SourceToTarget when !Model.Architecture.HasEncoder => (
                "the task has a source and a target text, which need an encoder and a decoder",
                "architecture=encoder-decoder, architecture=encoder-rnn"
            ),
            TaskKind.NextToken when Model.Architecture is not DecoderOnly => (
                "the task predicts the next token of one text, which needs a decoder",
                "architecture=decoder"
            ),
            _ => (null, null),
        };
        return rule is null
            ? null
            : new(
                rule,
                $"task={Variants.NameOf(Task)} with architecture={Variants.Format(Model.Architecture)}",
                allowed,
                "Set model.architecture, or choose a preset that has it.",
                "model.architecture"
            );
    }
}
