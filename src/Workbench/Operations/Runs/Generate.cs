using System.CommandLine;
using System.Text;
using TorchSharp;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Generation;

namespace Workbench.Operations;

/// <summary>What to write.</summary>
/// <param name="Run">The first digits of a run's identity, or its folder.</param>
/// <param name="Prompt">What the text begins with.</param>
/// <param name="Decoding">How tokens are chosen.</param>
/// <param name="Plugins">The assemblies that the run's variants came from.</param>
/// <param name="Ledger">Another ledger than the usual one.</param>
/// <param name="Stream">Whether pieces are told as they are chosen.</param>
/// <param name="Data">The run's text; null for what the run carries.</param>
public sealed record GenerateOptions(
    string Run,
    string Prompt,
    DecodingConfig Decoding,
    IReadOnlyList<string> Plugins,
    string? Ledger,
    bool Stream,
    string? Data = null
);

/// <summary>What was written.</summary>
/// <param name="Run">The run whose model wrote.</param>
/// <param name="Prompt">The beginning.</param>
/// <param name="Text">The rest.</param>
/// <param name="Tokens">Tokens of the rest.</param>
/// <param name="TokensPerSecond">Decoding speed.</param>
public sealed record GenerateResult(string Run, string Prompt, string Text, int Tokens, double TokensPerSecond);

/// <summary>Lets the model of a run go on from a prompt.</summary>
/// <param name="host">Where the ledger is.</param>
public sealed class Generate(HostEnvironment host) : Operation<GenerateOptions, GenerateResult>
{
    private readonly Argument<string> _run = new("run")
    {
        Description = "The first digits of a run's identity (runs list shows them), or its folder",
    };
    private readonly Option<string> _prompt = new("--prompt")
    {
        Description = "What the text begins with",
        HelpName = "text",
        Required = true,
    };
    private readonly Option<int> _tokens = new("--tokens")
    {
        Description = "At most so many new tokens",
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
        Description = "Only the most probable tokens that together reach p",
        HelpName = "p",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<long> _seed = new("--seed")
    {
        Description = "Of the draws",
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
    public override string Summary => "Let a trained model write, token by token";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("generate 1f3a9c04 --prompt 'My fellow ' --temperature 0.8", "sample from the run whose identity begins so"),
            new("generate 1f3a9c04 --prompt 'The' --greedy --tokens 100", "the most probable continuation"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_run);
        RunCompletion.Offer(_run, _ledger, host);
        foreach (var option in (Option[])[_prompt, _tokens, _greedy, _temperature, _topK, _topP, _seed, _overflow, _data, _plugin, _ledger])
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
            TopP = parsed.GetValue(_topP),
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
        // Before a model is looked for and loaded.
        if (ConfigTree.Validate(options.Decoding).ToList() is { Count: > 0 } faults)
            throw new InvalidInputException(faults);
        using var run = TrainedModel.Open(options.Run, options.Ledger, host, progress, cancellation, options.Data);
        var tokenizer =
            run.Task.Tokenizer
            ?? throw new InvalidInputException(
                "only a model trained on text can write text",
                Variants.NameOf(run.Config.Task),
                "a run of char-lm",
                $"See {new CommandRef("runs list")}",
                "run"
            );
        using var guard = torch.no_grad();
        var text = new StringBuilder();
        var tokens = 0;
        var start = host.Clock.GetTimestamp();
        // The prompt is told once it is known to be good: a refused one leaves nothing on standard output.
        foreach (var piece in new TextGenerator(run.Model).Text(options.Prompt, tokenizer, options.Decoding, cancellation))
        {
            if (tokens++ == 0)
                Tell(options.Prompt);
            text.Append(piece);
            Tell(piece);
        }
        if (tokens == 0)
            Tell(options.Prompt);
        var seconds = host.Clock.GetElapsedTime(start).TotalSeconds;
        return Task.FromResult(new GenerateResult(run.Id, options.Prompt, text.ToString(), tokens, seconds > 0 ? tokens / seconds : 0));

        void Tell(string piece)
        {
            if (options.Stream)
                progress.Report(new TextProduced(piece));
        }
    }
}
