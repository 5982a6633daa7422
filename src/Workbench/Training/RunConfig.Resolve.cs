using Workbench.Configuration;
using Workbench.Data;
using Workbench.Models;
using Workbench.Models.Architectures;
using Workbench.Tokenizers;
using Workbench.Weights;

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
        var tokenizer = Tokenizer is TaskTokenizer ? DefaultTokenizer() : Tokenizer;
        ITask? task = null;
        // What is out of range is not tried: a tokenizer without room for its bytes would be trained first.
        if (!faults.Exists(one => one.Path?.Split('.')[0] is "task" or "tokenizer"))
            try
            {
                task = tasks.Get(Task, data, tokenizer);
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
        if (task is not null && Model.Classes != 0 && Model.Classes != task.Classes.Count)
            faults.Add(
                new(
                    task.Classes.Count == 0 ? "the task does not classify" : "the model's classes must be the task's",
                    $"{Model.Classes}",
                    task.Classes.Count == 0 ? "0" : $"{task.Classes.Count}, or 0 to take them from the task",
                    null,
                    "model.classes"
                )
            );
        var model = task is null ? Model : For(task);
        if (task is not null)
            faults.AddRange(model.Validate("model").Prepend(Unfit(task)).OfType<Fault>().Except(faults));
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
        var run = WithStart(
            tasks,
            this with
            {
                Data = data,
                Tokenizer = tokenizer,
                Model = model,
                Train = Train.Resolve(),
                DataFingerprint = task!.DataFingerprint,
                TokenizerFingerprint = task.TokenizerFingerprint,
            }
        );
        if (run.Train.Freeze.Length > 0)
            InitialWeights.CheckFreeze(run);
        return run;
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
                    // The text of the run serves the same kind of task.
                    Data = Pretrain.Data.Length == 0 && Pretrain.Task.GetType() == Task.GetType() ? Data : Pretrain.Data,
                    DataFingerprint = "",
                    TokenizerFingerprint = "",
                    Model = Model with { Vocabulary = 0, Classes = 0, Pooling = Pooling.None, Pooler = Pooler.None },
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
            run = WithNewClasses(run, before.Model.Classes > 0);
            // Its seed and its code are this run's own, which are in the identity already.
            return run with { InitFingerprint = $"pretrained {(before with { Code = "" }).VariantId}" };
        }
        if (run.InitFrom.Length > 0)
        {
            var start = InitialWeights.Fingerprint(run);
            run = WithNewClasses(run, InitialWeights.HasClasses(run.InitFrom));
            InitialWeights.Check(run);
            return run with { InitFingerprint = start };
        }
        return run with { InitFingerprint = "", Train = run.Train with { KeepInitial = "", StrictLoading = true } };
    }

    // What was trained without classes has no weights for them.
    private static RunConfig WithNewClasses(RunConfig run, bool startHasClasses) =>
        run.Model.Classes == 0 || startHasClasses || NamePatterns.Parse(run.Train.KeepInitial).Match(Transformer.ClassWeights)
            ? run
            : run with
            {
                Train = run.Train with { KeepInitial = $"{run.Train.KeepInitial}+{Transformer.ClassWeights}".TrimStart('+') },
            };

    // A pretrained model's own, for the tasks that take a tokenizer.
    private TokenizerConfig DefaultTokenizer() =>
        (Task.DefaultTokenizer is Characters ? null : InitialWeights.TokenizerOf(InitFrom)) ?? Task.DefaultTokenizer;

    /// <summary>The model with what the task decides.</summary>
    internal TransformerConfig For(ITask task) =>
        Model with
        {
            Vocabulary = task.Vocabulary,
            Classes = task.Classes.Count,
            Pooling =
                task.Kind is not (TaskKind.TextClasses or TaskKind.PairClasses) || Model.Pooling != Pooling.None ? Model.Pooling
                : Model.Architecture is EncoderOnly ? Pooling.First
                : Pooling.Last,
        };

    private static string TasksFor(ArchitectureConfig architecture) =>
        architecture switch
        {
            EncoderOnly => "--task mlm, --task spam",
            { HasEncoder: true } => "--task g2p, --task translation",
            PrefixLm => "--task prefix-lm",
            _ => "--task lm",
        };

    private Fault? Unfit(ITask task)
    {
        var (rule, allowed) = task.Kind switch
        {
            TaskKind.Continuation when Model.Architecture is not (PrefixLm or DecoderOnly) => (
                "the task continues a prefix of one text",
                "architecture=prefix-lm, architecture=decoder"
            ),
            TaskKind.HiddenTokens when Model.Architecture is not EncoderOnly => (
                "the task hides tokens, which a model finds that sees the text on both sides of them",
                "architecture=encoder"
            ),
            TaskKind.TokenClasses or TaskKind.TextClasses when Model.Architecture.HasEncoder => (
                "the task classifies one text",
                "architecture=encoder, architecture=decoder"
            ),
            TaskKind.PairClasses when Model.Architecture is not EncoderOnly { Segments: >= 2 } => (
                "the task classifies two texts, which are two segments",
                "architecture=encoder:segments=2"
            ),
            TaskKind.SourceToTarget when !Model.Architecture.HasEncoder => (
                "the task has a source and a target text, which need an encoder and a decoder",
                "architecture=encoder-decoder, architecture=encoder-rnn"
            ),
            TaskKind.NextToken when Model.Architecture is not DecoderOnly => (
                "the task predicts the next token of one text, which needs a decoder",
                "architecture=decoder"
            ),
            _ when Model.Pooling != Pooling.None && task.Kind is not (TaskKind.TextClasses or TaskKind.PairClasses) => (
                "the task needs an output for every token",
                "pooling=none"
            ),
            _ => (null, null),
        };
        return rule is null
            ? null
            : new(
                rule,
                $"task={Variants.NameOf(Task)} with architecture={Variants.Format(Model.Architecture)}"
                    + (Model.Pooling == Pooling.None ? "" : $", pooling={Names.EnumValue(Model.Pooling)}"),
                allowed,
                $"Set it, choose a preset that has it, or a task for this architecture: {TasksFor(Model.Architecture)}",
                allowed!.StartsWith("pooling", StringComparison.Ordinal) ? "model.pooling" : "model.architecture"
            );
    }
}
