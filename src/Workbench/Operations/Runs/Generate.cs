using System.CommandLine;
using System.Text;
using TorchSharp;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Generation;

namespace Workbench.Operations;

/// <summary>Options of <see cref="Generate"/>.</summary>
/// <param name="Run">The first digits of a run's identity, or its folder.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="Decoding">The decoding settings.</param>
/// <param name="Plugins">The assemblies with the run's variants.</param>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
/// <param name="Stream">Whether to report each piece of text as it is generated.</param>
/// <param name="Data">The text that the run was trained on; null for the text recorded in the run.</param>
public sealed record GenerateOptions(
    string Run,
    string Prompt,
    DecodingConfig Decoding,
    IReadOnlyList<string> Plugins,
    string? Ledger,
    bool Stream,
    string? Data = null
);

/// <summary>A generated text.</summary>
/// <param name="Run">The identity of the run whose model was used.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="Text">The continuation, without the prompt.</param>
/// <param name="Tokens">The number of generated tokens.</param>
/// <param name="TokensPerSecond">The decoding speed, with the processing of the prompt.</param>
public sealed record GenerateResult(string Run, string Prompt, string Text, int Tokens, double TokensPerSecond);

/// <summary>Generates text with the model of a run.</summary>
/// <param name="host">Gives the ledger's folder.</param>
public sealed class Generate(HostEnvironment host) : Operation<GenerateOptions, GenerateResult>
{
    private readonly Argument<string> _run = new("run")
    {
        Description = "The first digits of a run's identity (runs list shows them), or its folder",
    };
    private readonly Option<string> _prompt = new("--prompt")
    {
        Description = "The beginning of the text",
        HelpName = "text",
        Required = true,
    };
    private readonly Option<int> _tokens = new("--tokens")
    {
        Description = "Maximum number of new tokens",
        HelpName = "n",
        DefaultValueFactory = _ => 256,
    };
    private readonly Option<bool> _greedy = new("--greedy") { Description = "Always the most probable token" };
    private readonly Option<double> _temperature = new("--temperature")
    {
        Description = "Divides the logits; 0 is greedy",
        HelpName = "t",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int> _topK = new("--top-k")
    {
        Description = "Only the k most probable tokens; 0 keeps all",
        HelpName = "k",
        DefaultValueFactory = _ => 0,
    };
    private readonly Option<double> _topP = new("--top-p")
    {
        Description = "Only the most probable tokens whose total probability reaches p",
        HelpName = "p",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<double> _minP = new("--min-p")
    {
        Description = "Only tokens at least this share as probable as the most probable one; 0 keeps all",
        HelpName = "p",
        DefaultValueFactory = _ => 0,
    };
    private readonly Option<double> _repetitionPenalty = new("--repetition-penalty")
    {
        Description = "Makes tokens that are in the text less probable; 1 does nothing",
        HelpName = "r",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int> _beams = new("--beams")
    {
        Description = "Search the most probable continuation as a whole, following so many at once",
        HelpName = "n",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<double> _lengthPenalty = new("--length-penalty")
    {
        Description = "How much beams of more tokens are favoured; 0 prefers short ones",
        HelpName = "a",
        DefaultValueFactory = _ => 0.6,
    };
    private readonly Option<string[]> _stop = new("--stop")
    {
        Description = "A text that ends the generation; can be repeated",
        HelpName = "text",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<long> _seed = new("--seed")
    {
        Description = "Seed of the sampling",
        HelpName = "n",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<ContextOverflow> _overflow = new("--overflow")
    {
        Description = "When the context is full: slide, extrapolate (where the position encoding allows it) or stop",
        HelpName = "what",
        DefaultValueFactory = _ => ContextOverflow.Slide,
    };

    private readonly Option<string?> _data = SharedOptions.TextOf("run");
    private readonly Option<string[]> _plugin = SharedOptions.Plugin();
    private readonly Option<string?> _ledger = SharedOptions.Ledger();

    /// <inheritdoc/>
    public override string Name => "generate";

    /// <inheritdoc/>
    public override string Summary => "Generate text with a trained model";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("generate 1f3a9c04 --prompt 'My fellow ' --temperature 0.8", "sample from the run with this identity"),
            new("generate 1f3a9c04 --prompt 'The' --greedy --tokens 100", "the most probable token each time"),
            new("generate 1f3a9c04 --prompt 'The' --beams 4 --stop '. '", "the most probable sentence of four beams"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_run);
        RunCompletion.Offer(_run, _ledger, host);
        foreach (
            var option in (Option[])
                [
                    _prompt,
                    _tokens,
                    _greedy,
                    _temperature,
                    _topK,
                    _minP,
                    _topP,
                    _repetitionPenalty,
                    _beams,
                    _lengthPenalty,
                    _stop,
                    _seed,
                    _overflow,
                    _data,
                    _plugin,
                    _ledger,
                ]
        )
            command.Options.Add(option);
    }

    /// <inheritdoc/>
    public override GenerateOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var decoding = new DecodingConfig
        {
            Temperature = parsed.GetValue(_greedy) ? 0 : parsed.GetValue(_temperature),
            TopK = parsed.GetValue(_topK),
            MinP = parsed.GetValue(_minP),
            TopP = parsed.GetValue(_topP),
            RepetitionPenalty = parsed.GetValue(_repetitionPenalty),
            Beams = parsed.GetValue(_beams),
            LengthPenalty = parsed.GetValue(_lengthPenalty),
            Stop = parsed.GetValue(_stop) ?? [],
            MaxTokens = parsed.GetValue(_tokens),
            Seed = parsed.GetValue(_seed),
            Overflow = parsed.GetValue(_overflow),
        };
        var plugins = new WorkbenchServices(host).Plugins(parsed.GetValue(_plugin) ?? []);
        return new(
            parsed.GetRequiredValue(_run),
            parsed.GetRequiredValue(_prompt),
            decoding,
            plugins,
            parsed.GetValue(_ledger),
            Stream: true,
            parsed.GetValue(_data)
        );
    }

    /// <inheritdoc/>
    public override Task<GenerateResult> RunAsync(
        GenerateOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        Plugins.Load(options.Plugins);
        // Checked first, because finding and loading the model takes time.
        if (ConfigTree.Validate(options.Decoding).ToList() is { Count: > 0 } faults)
            throw new InvalidInputException(faults);
        using var run = TrainedModel.Open(options.Run, options.Ledger, host, progress, cancellation, options.Data);
        var tokenizer =
            run.Task.Tokenizer
            ?? throw new InvalidInputException(
                "only a model trained on text can generate text",
                Variants.NameOf(run.Config.Task),
                "a run of char-lm or lm",
                $"See {new CommandRef("runs list")}",
                "run"
            );
        using var guard = torch.no_grad();
        var text = new StringBuilder();
        var tokens = 0;
        var start = host.Clock.GetTimestamp();
        // The prompt is reported with the first piece: an invalid prompt throws before anything is on standard output.
        foreach (var (piece, count) in new TextGenerator(run.Model).Counted(options.Prompt, tokenizer, options.Decoding, cancellation))
        {
            if (tokens == 0)
                Stream(options.Prompt);
            tokens += count;
            text.Append(piece);
            Stream(piece);
        }
        if (tokens == 0)
            Stream(options.Prompt);
        var seconds = host.Clock.GetElapsedTime(start).TotalSeconds;
        return Task.FromResult(new GenerateResult(run.Id, options.Prompt, text.ToString(), tokens, seconds > 0 ? tokens / seconds : 0));

        void Stream(string piece)
        {
            if (options.Stream)
                progress.Report(new TextProduced(piece));
        }
    }
}
