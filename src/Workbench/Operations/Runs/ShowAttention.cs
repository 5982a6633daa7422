using System.CommandLine;
using System.Text.Json.Serialization;
using Plotly.NET;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Reporting;
using static TorchSharp.torch;

namespace Workbench.Operations;

/// <summary>Options of <see cref="ShowAttention"/>.</summary>
/// <param name="Run">The first digits of a run's identity, or its folder.</param>
/// <param name="Text">The text, or token ids for a task without text; null for a validation window of the task.</param>
/// <param name="Layers">Layer indices from 0; empty for all.</param>
/// <param name="Heads">Head indices from 0; empty for all.</param>
/// <param name="Out">The figure's file, by extension .html, .json, .png, .svg or .pdf; null writes none.</param>
/// <param name="Plugins">The assemblies with the run's variants.</param>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
/// <param name="Data">The text that the run was trained on; null for the text recorded in the run.</param>
public sealed record ShowAttentionOptions(
    string Run,
    string? Text,
    IReadOnlyList<int> Layers,
    IReadOnlyList<int> Heads,
    string? Out,
    IReadOnlyList<string> Plugins,
    string? Ledger,
    string? Data = null
)
{
    /// <summary>The source, for a model with an encoder; null for that of a validation window.</summary>
    public string? Source { get; init; }

    /// <summary>The attention to show; null for the attention across texts where there are two, else the only one.</summary>
    public AttentionPart? Part { get; init; }
}

/// <summary>An attention of a model.</summary>
public enum AttentionPart
{
    /// <summary>The attention of the tokens that the model scores to each other.</summary>
    Decoder,

    /// <summary>The attention of source tokens to each other; of an encoder that stands alone, of its tokens.</summary>
    Encoder,

    /// <summary>The attention of target tokens to the encoder's output.</summary>
    Cross,
}

/// <summary>The attention weights of one head, with statistics. All means are over the queries, in a causal attention without the first,
/// which has one key only.</summary>
/// <param name="Layer">The layer's index, from 0.</param>
/// <param name="Head">The head's index, from 0.</param>
/// <param name="Entropy">The mean entropy of a query's weights, in bits; null when a weight is negative.</param>
/// <param name="Distance">The mean distance from query to key in tokens, weighted by the attention weights; null across texts.</param>
/// <param name="Previous">The mean weight on the previous token; null across texts.</param>
/// <param name="First">The mean weight on the first token.</param>
/// <param name="Weights">One row per query, one column per key; 0 for keys that a query does not see.</param>
public sealed record AttentionHead(
    int Layer,
    int Head,
    double? Entropy,
    double? Distance,
    double? Previous,
    double First,
    IReadOnlyList<double[]> Weights
);

/// <summary>The attention of a run's model on a text.</summary>
public sealed record AttentionResult : IHasFigures
{
    /// <summary>The run's identity.</summary>
    public required string Run { get; init; }

    /// <summary>The attention that is shown.</summary>
    public required AttentionPart Part { get; init; }

    /// <summary>The tokens of the queries, as text.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>The tokens of the keys, as text: those of the queries, or those of the source.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>The attention variant: "full", "performer:features=64".</summary>
    public required string Attention { get; init; }

    /// <summary>Whether the model computes the weights or only implies them, in words.</summary>
    public required string Meaning { get; init; }

    /// <summary>The requested heads of the requested layers.</summary>
    public required IReadOnlyList<AttentionHead> Heads { get; init; }

    /// <summary>The figure's file; null when none was written.</summary>
    public string? File { get; init; }

    /// <summary>Heat maps: one row per layer, one column per head.</summary>
    // Always set. It cannot be required, because System.Text.Json rejects required members with JsonIgnore.
    [JsonIgnore]
    public GenericChart Figure { get; init; } = null!;

    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<object> Illustrations => [Figure];
}

/// <summary>Shows the attention weights of a trained model on a text, per layer and head.</summary>
/// <param name="host">Gives the ledger's folder.</param>
public sealed class ShowAttention(HostEnvironment host) : Operation<ShowAttentionOptions, AttentionResult>
{
    /// <summary>The maximum number of weights in a figure; a browser draws this many without delay.</summary>
    private const long MaxWeights = 2_000_000;

    private readonly Argument<string> _run = new("run")
    {
        Description = "The first digits of a run's identity (runs list shows them), or its folder",
    };

    private readonly Option<string?> _text = new("--text")
    {
        Description = "The input text; for a task without text, token ids: \"3 5 7\" [default: a validation window of the task]",
        HelpName = "text",
    };

    private readonly Option<string?> _source = new("--source")
    {
        Description = "For a model with an encoder: what it reads; --text is then the target [default: what the model writes for it]",
        HelpName = "text",
    };
    private readonly Option<AttentionPart?> _part = new("--part")
    {
        Description = "For a model with an encoder: the attention of the encoder, of the decoder, or cross [default: cross]",
        HelpName = "part",
    };

    private readonly Option<string?> _layers = new("--layers")
    {
        Description = "Layers, counted from 0: 0,2 or 0-3 [default: all]",
        HelpName = "list",
    };
    private readonly Option<string?> _heads = new("--heads")
    {
        Description = "Heads, counted from 0: 0,2 or 0-3 [default: all]",
        HelpName = "list",
    };
    private readonly Option<string?> _out = new("--out")
    {
        Description = "Write the heat maps: file.html, file.json, file.png, file.svg or file.pdf",
        HelpName = "file",
    };
    private readonly Option<string?> _data = SharedOptions.TextOf("run");
    private readonly Option<string[]> _plugin = SharedOptions.Plugin();
    private readonly Option<string?> _ledger = SharedOptions.Ledger();

    /// <inheritdoc/>
    public override string Name => "attention";

    /// <inheritdoc/>
    public override string Summary => "Show the attention weights of a trained model on a text, per layer and head, as heat maps";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("attention 1f3a9c04 --text 'My fellow citizens' --out attention.html", "every head of every layer"),
            new("attention 1f3a9c04 --text 'My fellow citizens' --layers 0-1 --heads 2", "two heads, as numbers"),
            new("attention 1f3a9c04 --source hello --part cross", "what each phoneme attends to in the word, from a run of g2p"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_run);
        RunCompletion.Offer(_run, _ledger, host);
        foreach (var option in (Option[])[_text, _source, _part, _layers, _heads, _out, _data, _plugin, _ledger])
            command.Options.Add(option);
    }

    /// <inheritdoc/>
    public override ShowAttentionOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var faults = new List<Fault>();
        var (layers, heads) = (
            IndexRanges.Parse(parsed.GetValue(_layers), "--layers", faults),
            IndexRanges.Parse(parsed.GetValue(_heads), "--heads", faults)
        );
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
        return new(
            parsed.GetRequiredValue(_run),
            parsed.GetValue(_text),
            layers,
            heads,
            parsed.GetValue(_out),
            new WorkbenchServices(host).Plugins(parsed.GetValue(_plugin) ?? []),
            parsed.GetValue(_ledger),
            parsed.GetValue(_data)
        )
        {
            Source = parsed.GetValue(_source),
            Part = parsed.GetValue(_part),
        };
    }

    /// <inheritdoc/>
    public override Task<AttentionResult> RunAsync(
        ShowAttentionOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        Plugins.Load(options.Plugins);
        if (FigureFile.Check(options.Out, host.Variable) is { } unknown)
            throw new InvalidInputException([unknown]);
        using var run = TrainedModel.Open(options.Run, options.Ledger, host, progress, cancellation, options.Data);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var read = AttentionInput.Of(run, options, cancellation);
        var attention = read.Part == AttentionPart.Cross ? read.Model.Attention.AcrossTexts() : read.Model.Attention;
        var layers = options.Layers.Count > 0 ? options.Layers : [.. Enumerable.Range(0, read.Model.Layers)];
        var heads = options.Heads.Count > 0 ? options.Heads : [.. Enumerable.Range(0, read.Model.HeadCount)];
        Require(read, layers, heads);

        var capture = new WeightCapture(layers, read.Path);
        run.Model.Capture = capture;
        run.Model.Logits(read.Input).Dispose();
        cancellation.ThrowIfCancellationRequested();
        if (capture.Weights.Count < layers.Distinct().Count())
            throw new InvalidInputException(
                "the attention variant does not record its weights",
                Variants.Format(attention),
                null,
                "A user-defined variant must call RecordWeights(pass, weights).",
                "run"
            );
        var shown = (
            from layer in layers.Distinct()
            from head in heads.Distinct()
            select Head(layer, head, capture.Weights[layer][head], read)
        ).ToList();
        var result = new AttentionResult
        {
            Run = run.Id,
            Part = read.Part,
            Tokens = read.Queries,
            Keys = read.Keys,
            Attention = Variants.Format(attention),
            Meaning = attention.WeightsMeaning,
            Heads = shown,
            File = options.Out is { } file ? host.Resolve(file) : null,
            Figure = AttentionFigure.Of(
                $"{read.Title} ({Variants.Format(attention)}{(attention.FormsScores ? "" : ", implied weights")}) of "
                    + $"run {run.Id[..Math.Min(12, run.Id.Length)]}",
                read.Queries,
                [
                    .. shown.Select(one => new AttentionMatrix(
                        one.Layer,
                        one.Head,
                        [
                            .. one.Weights.Select(
                                (row, query) => row.Select((weight, key) => read.IsCausal && key > query ? double.NaN : weight).ToArray()
                            ),
                        ]
                    )),
                ],
                read.Keys
            ),
        };
        if (result.File is { } path)
            FigureFile.Write(result.Figure, path, host.Variable);
        return Task.FromResult(result);
    }

    private static void Require(AttentionInput read, IReadOnlyList<int> layers, IReadOnlyList<int> heads)
    {
        var model = read.Model;
        var faults = read.TooLong().ToList();
        if (layers.Any(layer => layer >= model.Layers))
            faults.Add(
                new(
                    "the model has no such layer",
                    IndexRanges.Format(layers.Where(layer => layer >= model.Layers)),
                    $"0 to {model.Layers - 1}",
                    null,
                    "--layers"
                )
            );
        if (heads.Any(head => head >= model.HeadCount))
            faults.Add(
                new(
                    "the model has no such head",
                    IndexRanges.Format(heads.Where(head => head >= model.HeadCount)),
                    $"0 to {model.HeadCount - 1}",
                    null,
                    "--heads"
                )
            );
        var cells = (long)read.Queries.Count * read.Keys.Count * layers.Distinct().Count() * heads.Distinct().Count();
        if (faults.Count == 0 && cells > MaxWeights)
            faults.Add(
                new(
                    "the heat maps have too many weights",
                    $"{cells:#,0} weights",
                    $"at most {MaxWeights:#,0}",
                    "Choose --layers and --heads, or a shorter text.",
                    "--text"
                )
            );
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
    }

    private static AttentionHead Head(int layer, int head, double[][] weights, AttentionInput read)
    {
        var first = read.IsCausal ? 1 : 0;
        var isCross = read.Part == AttentionPart.Cross;
        return new(
            layer,
            head,
            weights.SelectMany(row => row).Any(weight => weight < 0)
                ? null
                : Mean(first, query => -weights[query].Where(weight => weight > 0).Sum(weight => weight * Math.Log2(weight))),
            isCross ? null : Mean(first, query => weights[query].Select((weight, key) => weight * Math.Abs(query - key)).Sum()),
            isCross ? null : Mean(1, query => weights[query][query - 1]),
            Mean(first, query => weights[query][0]),
            weights
        );

        double Mean(int from, Func<int, double> of) =>
            weights.Length > from ? Enumerable.Range(from, weights.Length - from).Average(of) : 0;
    }
}
