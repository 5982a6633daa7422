using System.CommandLine;
using TorchSharp;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Models;

namespace Workbench.Operations;

/// <summary>Options of <see cref="Predict"/>.</summary>
/// <param name="Run">The first digits of a run's identity, or its folder.</param>
/// <param name="Texts">The texts, at least one.</param>
/// <param name="Plugins">The assemblies with the run's variants.</param>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
/// <param name="Data">The text that the run was trained on; null for the text recorded in the run.</param>
public sealed record PredictOptions(
    string Run,
    IReadOnlyList<string> Texts,
    IReadOnlyList<string> Plugins,
    string? Ledger,
    string? Data = null
)
{
    /// <summary>The second text of each pair, for a task of pairs. Default none.</summary>
    public IReadOnlyList<string> Seconds { get; init; } = [];

    /// <summary>The number of answers for each place, the most probable ones. Default 3.</summary>
    public int Top { get; init; } = 3;
}

/// <summary>An answer of a model.</summary>
/// <param name="Answer">The class, or the token's text.</param>
/// <param name="Probability">Its probability.</param>
public sealed record PredictedAnswer(string Answer, double Probability);

/// <summary>The answers for a place of a text.</summary>
/// <param name="Text">What stands there: the whole text, a word, or [MASK].</param>
/// <param name="Answers">The most probable answers, the best one first.</param>
public sealed record PredictedPlace(string Text, IReadOnlyList<PredictedAnswer> Answers);

/// <summary>The answers for a text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Places">The places that the model read; one for a text with a class.</param>
/// <param name="Unread">The number of tokens beyond the model's context, which were not read.</param>
public sealed record PredictedText(string Text, IReadOnlyList<PredictedPlace> Places, int Unread);

/// <summary>What a model says about texts.</summary>
/// <param name="Run">The identity of the run whose model was used.</param>
/// <param name="Texts">The texts, in their order.</param>
public sealed record PredictResult(string Run, IReadOnlyList<PredictedText> Texts);

/// <summary>Classifies texts, or their words, or fills in hidden tokens, with the model of a run.</summary>
/// <param name="host">Gives the ledger's folder.</param>
public sealed class Predict(HostEnvironment host) : Operation<PredictOptions, PredictResult>
{
    private readonly Argument<string> _run = new("run")
    {
        Description = "The first digits of a run's identity (runs list shows them), or its folder",
    };
    private readonly Option<string[]> _text = new("--text")
    {
        Description = "A text; of a run of mlm with [MASK] in the places to fill in (repeatable)",
        HelpName = "text",
        DefaultValueFactory = _ => [],
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string?> _textsFrom = new("--texts-from")
    {
        Description = "A file with a text in each line",
        HelpName = "file",
    };
    private readonly Option<string[]> _second = new("--second")
    {
        Description = "For a run of next-sentence: the second text, one for each --text",
        HelpName = "text",
        DefaultValueFactory = _ => [],
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<int> _top = new("--top")
    {
        Description = "How many answers are shown for each place",
        HelpName = "n",
        DefaultValueFactory = _ => 3,
    };
    private readonly Option<string?> _data = SharedOptions.TextOf("run");
    private readonly Option<string[]> _plugin = SharedOptions.Plugin();
    private readonly Option<string?> _ledger = SharedOptions.Ledger();

    /// <inheritdoc/>
    public override string Name => "predict";

    /// <inheritdoc/>
    public override string Summary => "Classify texts or their words, or fill in [MASK], with a trained model";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("predict 1f3a9c04 --text 'Buy now, pay later'", "ham or spam, from a run of spam"),
            new("predict 1f3a9c04 --text 'The jury said nothing .'", "the part of speech of each word, from a run of pos"),
            new("predict 1f3a9c04 --text 'The [MASK] of the people'", "the hidden word, from a run of mlm"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_run);
        RunCompletion.Offer(_run, _ledger, host);
        foreach (var option in (Option[])[_text, _textsFrom, _second, _top, _data, _plugin, _ledger])
            command.Options.Add(option);
    }

    /// <inheritdoc/>
    public override PredictOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        string[] texts = [.. parsed.GetValue(_text) ?? [], .. LinesFile.Read(host, parsed.GetValue(_textsFrom), _textsFrom.Name)];
        return new(
            parsed.GetRequiredValue(_run),
            texts,
            new WorkbenchServices(host).Plugins(parsed.GetValue(_plugin) ?? []),
            parsed.GetValue(_ledger),
            parsed.GetValue(_data)
        )
        {
            Seconds = parsed.GetValue(_second) ?? [],
            Top = parsed.GetValue(_top),
        };
    }

    /// <inheritdoc/>
    public override Task<PredictResult> RunAsync(PredictOptions options, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        if (options.Texts.Count == 0)
            throw new InvalidInputException("must be given", null, null, $"See {new CommandRef("predict --help")}", "--text");
        if (options.Top < 1)
            throw new InvalidInputException("at least one answer is shown", $"{options.Top}", "1 and more", null, "--top");
        Plugins.Load(options.Plugins);
        using var run = TrainedModel.Open(options.Run, options.Ledger, host, progress, cancellation, options.Data);
        if (run.Task is not IReadsText task)
            throw new InvalidInputException(
                "the model writes text, and answers nothing about one",
                Variants.NameOf(run.Config.Task),
                "a run of spam, genre, pos, next-sentence or mlm",
                $"For its text: {new CommandRef("generate")}",
                "run"
            );
        var inputs = Inputs(task, options);
        using var guard = torch.no_grad();
        var texts = new List<PredictedText>();
        foreach (var (text, input) in options.Texts.Zip(inputs))
        {
            cancellation.ThrowIfCancellationRequested();
            texts.Add(Of(run.Model, task, text, input, options.Top));
        }
        return Task.FromResult(new PredictResult(run.Id, texts));
    }

    /// <summary>What the model reads; lists every text that it cannot.</summary>
    private static List<TextInput> Inputs(IReadsText task, PredictOptions options)
    {
        var takesPairs = task.Kind == TaskKind.PairClasses;
        if (options.Seconds.Count != (takesPairs ? options.Texts.Count : 0))
            throw new InvalidInputException(
                takesPairs ? "every text needs a second one" : "the task takes one text, not two",
                $"{options.Texts.Count} texts, {options.Seconds.Count} second ones",
                takesPairs ? "--second text for each --text" : "--text text",
                null,
                "--second"
            );
        var inputs = options.Texts.Select((text, at) => task.Read(text, options.Seconds.ElementAtOrDefault(at))).ToList();
        var faults = options
            .Texts.Zip(inputs)
            .Where(one => one.Second.Places.Count == 0 || string.IsNullOrWhiteSpace(one.First))
            .Select(one =>
                string.IsNullOrWhiteSpace(one.First)
                    ? new Fault("the text is empty", "\"\"", "one token or more", null, "--text")
                    : new Fault("the text hides nothing", one.First, "[MASK] in the places to fill in", null, "--text")
            )
            .ToList();
        return faults.Count > 0 ? throw new InvalidInputException(faults) : inputs;
    }

    private static PredictedText Of(Transformer model, IReadsText task, string text, TextInput input, int top)
    {
        using var scope = torch.NewDisposeScope();
        // As in the training, longer texts are cut off at the context.
        var tokens = input.Tokens[..Math.Min(input.Tokens.Length, model.Config.Context)];
        var row = torch.tensor(tokens, [1, tokens.Length], torch.ScalarType.Int64, model.Device); // [1, T]
        var segments = task.Kind == TaskKind.PairClasses ? torch.arange(tokens.Length, device: model.Device).ge(input.FirstSegment) : null;
        var read = new ModelInput(row) { Segments = segments?.to(torch.ScalarType.Int64).unsqueeze(0) };
        var answers = model.Logits(read)[0].to(torch.ScalarType.Float64).softmax(-1).cpu(); // [T, C], or [1, C] of a text
        var places = input
            .Places.Where(place => place.At != TextPlace.Nowhere && place.At < answers.shape[0])
            .Select(place => new PredictedPlace(place.Text, Best(answers[place.At], task, top)))
            .ToList();
        return new(text, places, input.Tokens.Length - tokens.Length);
    }

    private static List<PredictedAnswer> Best(torch.Tensor probabilities, IReadsText task, int top)
    {
        var (values, outputs) = probabilities.topk((int)Math.Min(top, probabilities.shape[0]));
        return
        [
            .. values.data<double>().Zip(outputs.data<long>(), (value, output) => new PredictedAnswer(task.AnswerOf((int)output), value)),
        ];
    }
}
