using System.CommandLine;
using System.Text.Json.Serialization;
using TorchSharp;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Generation;

namespace Workbench.Operations;

/// <summary>Options of <see cref="Generate"/>.</summary>
/// <param name="Run">The first digits of a run's identity, or its folder.</param>
/// <param name="Prompts">The prompts, for a decoder.</param>
/// <param name="Decoding">The decoding settings.</param>
/// <param name="Plugins">The assemblies with the run's variants.</param>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
/// <param name="Stream">Whether to report each piece of text as it is generated.</param>
/// <param name="Data">The text that the run was trained on; null for the text recorded in the run.</param>
public sealed record GenerateOptions(
    string Run,
    IReadOnlyList<string> Prompts,
    DecodingConfig Decoding,
    IReadOnlyList<string> Plugins,
    string? Ledger,
    bool Stream,
    string? Data = null
)
{
    /// <summary>The sources, for a model with an encoder. Default none.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];
}

/// <summary>A generated text.</summary>
/// <param name="Prompt">The prompt; empty for the target of a source.</param>
/// <param name="Source">The source; null for the continuation of a prompt.</param>
/// <param name="Text">The continuation without the prompt, or the target.</param>
/// <param name="Tokens">The number of generated tokens.</param>
public sealed record GeneratedText(string Prompt, string? Source, string Text, int Tokens);

/// <summary>Generated texts.</summary>
/// <param name="Run">The identity of the run whose model was used.</param>
/// <param name="Texts">The texts, in the order of the prompts or sources.</param>
/// <param name="TokensPerSecond">The decoding speed, with the processing of the prompts.</param>
public sealed record GenerateResult(string Run, IReadOnlyList<GeneratedText> Texts, double TokensPerSecond)
{
    /// <summary>The first text.</summary>
    [JsonIgnore]
    public string Text => Texts[0].Text;

    /// <summary>The number of generated tokens.</summary>
    public int Tokens => Texts.Sum(one => one.Tokens);
}

/// <summary>Generates text with the model of a run.</summary>
/// <param name="host">Gives the ledger's folder.</param>
public sealed class Generate(HostEnvironment host) : Operation<GenerateOptions, GenerateResult>
{
    private readonly Argument<string> _run = new("run")
    {
        Description = "The first digits of a run's identity (runs list shows them), or its folder",
    };
    private readonly Option<string[]> _prompt = new("--prompt")
    {
        Description = "The beginning of the text (repeatable)",
        HelpName = "text",
        DefaultValueFactory = _ => [],
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string?> _promptsFrom = new("--prompts-from")
    {
        Description = "A file with a prompt in each line",
        HelpName = "file",
    };
    private readonly Option<string[]> _source = new("--source")
    {
        Description = "For a model with an encoder: what it reads, such as a word of g2p (repeatable)",
        HelpName = "text",
        DefaultValueFactory = _ => [],
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string?> _sourcesFrom = new("--sources-from")
    {
        Description = "A file with a source in each line",
        HelpName = "file",
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
            new("generate 1f3a9c04 --source hello --source world --greedy", "pronunciations, from a run of g2p"),
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
                    _promptsFrom,
                    _source,
                    _sourcesFrom,
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
        string[] prompts = [.. parsed.GetValue(_prompt) ?? [], .. LinesFile.Read(host, parsed.GetValue(_promptsFrom), _promptsFrom.Name)];
        string[] sources = [.. parsed.GetValue(_source) ?? [], .. LinesFile.Read(host, parsed.GetValue(_sourcesFrom), _sourcesFrom.Name)];
        if (prompts.Length + sources.Length == 0)
            throw new InvalidInputException(
                "must be given",
                null,
                null,
                $"For a model with an encoder: --source. See {new CommandRef("generate --help")}",
                "--prompt"
            );
        return new(
            parsed.GetRequiredValue(_run),
            prompts,
            decoding,
            plugins,
            parsed.GetValue(_ledger),
            Stream: true,
            parsed.GetValue(_data)
        )
        {
            Sources = sources,
        };
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
        if (ConfigTree.Validate(options.Decoding).Select(OfOption).ToList() is { Count: > 0 } faults)
            throw new InvalidInputException(faults);
        using var run = TrainedModel.Open(options.Run, options.Ledger, host, progress, cancellation, options.Data);
        using var guard = torch.no_grad();
        var start = host.Clock.GetTimestamp();
        var texts = new GenerationOfRun(run, options, Stream, cancellation).Texts();
        var (seconds, tokens) = (host.Clock.GetElapsedTime(start).TotalSeconds, texts.Sum(text => text.Tokens));
        return Task.FromResult(new GenerateResult(run.Id, texts, seconds > 0 ? tokens / seconds : 0));

        void Stream(string piece)
        {
            if (options.Stream)
                progress.Report(new TextProduced(piece));
        }
    }

    /// <summary>A fault of a setting, told of the option that sets it: maxTokens of --tokens, topK of --top-k.</summary>
    private Fault OfOption(Fault fault) =>
        fault.Path is not { Length: > 0 } setting ? fault
        : setting == Names.Field(nameof(DecodingConfig.MaxTokens)) ? fault with { Path = _tokens.Name }
        : fault with { Path = $"--{Names.Kebab(setting)}" };
}
