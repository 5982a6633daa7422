using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Plotly.NET;
using TorchSharp;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Data;
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
);

/// <summary>The attention weights of one head, with statistics. All means are over the queries after the first.</summary>
/// <param name="Layer">The layer's index, from 0.</param>
/// <param name="Head">The head's index, from 0.</param>
/// <param name="Entropy">The mean entropy of a query's weights, in bits; null when a weight is negative.</param>
/// <param name="Distance">The mean distance from query to key in tokens, weighted by the attention weights.</param>
/// <param name="Previous">The mean weight on the previous token.</param>
/// <param name="First">The mean weight on the first token.</param>
/// <param name="Weights">[T, T]: one row per query, one column per key; 0 for keys after the query.</param>
public sealed record AttentionHead(
    int Layer,
    int Head,
    double? Entropy,
    double Distance,
    double Previous,
    double First,
    IReadOnlyList<double[]> Weights
);

/// <summary>The attention of a run's model on a text.</summary>
public sealed record AttentionResult : IHasFigures
{
    /// <summary>The run's identity.</summary>
    public required string Run { get; init; }

    /// <summary>The tokens, as text.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

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
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_run);
        RunCompletion.Offer(_run, _ledger, host);
        foreach (var option in (Option[])[_text, _layers, _heads, _out, _data, _plugin, _ledger])
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
        );
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
        var model = run.Config.Model;
        var (tokens, labels) = Tokens(options.Text, run);
        var layers = options.Layers.Count > 0 ? options.Layers : [.. Enumerable.Range(0, model.Layers)];
        var heads = options.Heads.Count > 0 ? options.Heads : [.. Enumerable.Range(0, model.HeadCount)];
        Require(run, tokens.Length, layers, heads);

        var capture = new WeightCapture(layers);
        run.Model.Capture = capture;
        run.Model.forward(tensor(tokens, [1, tokens.Length], ScalarType.Int64, run.Model.parameters().First().device)).Dispose();
        cancellation.ThrowIfCancellationRequested();
        if (capture.Weights.Count < layers.Distinct().Count())
            throw new InvalidInputException(
                "the attention variant does not record its weights",
                Variants.Format(model.Attention),
                null,
                "A user-defined variant must call RecordWeights(pass, weights).",
                "run"
            );
        var shown = (
            from layer in layers.Distinct()
            from head in heads.Distinct()
            select Head(layer, head, capture.Weights[layer], tokens.Length)
        ).ToList();
        var result = new AttentionResult
        {
            Run = run.Id,
            Tokens = labels,
            Attention = Variants.Format(model.Attention),
            Meaning = model.Attention.WeightsMeaning,
            Heads = shown,
            File = options.Out is { } file ? host.Resolve(file) : null,
            Figure = AttentionFigure.Of(
                $"Attention ({Variants.Format(model.Attention)}{(model.Attention.FormsScores ? "" : ", implied weights")}) of "
                    + $"run {run.Id[..Math.Min(12, run.Id.Length)]}",
                labels,
                [
                    .. shown.Select(one => new AttentionMatrix(
                        one.Layer,
                        one.Head,
                        [.. one.Weights.Select((row, query) => row.Select((weight, key) => key > query ? double.NaN : weight).ToArray())]
                    )),
                ]
            ),
        };
        if (result.File is { } path)
            FigureFile.Write(result.Figure, path, host.Variable);
        return Task.FromResult(result);
    }

    private static (long[] Tokens, IReadOnlyList<string> Labels) Tokens(string? text, TrainedModel run)
    {
        var tokenizer = run.Task.Tokenizer;
        long[] tokens;
        if (text is null)
        {
            var window = run.Task.Validation(run.Config.Model.Context, 1, 1, CPU)[0];
            using (window)
                tokens = window.Inputs.select(0, 0).to(ScalarType.Int64).data<long>().ToArray();
        }
        else
        {
            tokens = tokenizer is null ? Numbers(text, run.Task.Vocabulary) : [.. tokenizer.Encode(text).Select(token => (long)token)];
        }
        return tokens.Length > 0
            ? (tokens, [.. tokens.Select(token => tokenizer is null ? $"{token}" : Visible(tokenizer.Decode([(int)token])))])
            : throw new InvalidInputException("the text is empty", "\"\"", "one token or more", null, "--text");
    }

    private static long[] Numbers(string text, int vocabulary)
    {
        var words = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var invalid = words
            .Where(word => !long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var token) || token >= vocabulary)
            .ToList();
        return invalid.Count == 0
            ? [.. words.Select(word => long.Parse(word, CultureInfo.InvariantCulture))]
            : throw new InvalidInputException(
                "this task has no text, only tokens",
                string.Join(" ", invalid),
                $"numbers from 0 to {vocabulary - 1}",
                "Leave out --text to show a validation window.",
                "--text"
            );
    }

    private static string Visible(string token) =>
        token switch
        {
            " " => "␣",
            "\n" => "⏎",
            "\t" => "⇥",
            _ => token,
        };

    private static void Require(TrainedModel run, int tokens, IReadOnlyList<int> layers, IReadOnlyList<int> heads)
    {
        var model = run.Config.Model;
        var faults = new List<Fault>();
        if (tokens > model.Context && !model.Position.CanExtrapolate)
            faults.Add(
                new(
                    $"a {Variants.NameOf(model.Position)} position is not defined beyond the context",
                    $"{tokens} tokens",
                    $"at most {model.Context}",
                    "Give a shorter text.",
                    "--text"
                )
            );
        if (layers.Any(layer => layer >= model.Layers))
            faults.Add(
                new(
                    "the model has no such layer",
                    string.Join(", ", layers.Where(layer => layer >= model.Layers)),
                    $"0 to {model.Layers - 1}",
                    null,
                    "--layers"
                )
            );
        if (heads.Any(head => head >= model.HeadCount))
            faults.Add(
                new(
                    "the model has no such head",
                    string.Join(", ", heads.Where(head => head >= model.HeadCount)),
                    $"0 to {model.HeadCount - 1}",
                    null,
                    "--heads"
                )
            );
        var cells = (long)tokens * tokens * layers.Distinct().Count() * heads.Distinct().Count();
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

    private static AttentionHead Head(int layer, int head, IReadOnlyList<double[][]> heads, int tokens)
    {
        var weights = heads[head];
        // Without the first query, which has only one key.
        var queries = Enumerable.Range(1, Math.Max(0, tokens - 1)).ToList();
        double Mean(Func<int, double> of) => queries.Count > 0 ? queries.Average(of) : 0;
        return new(
            layer,
            head,
            weights.SelectMany(row => row).Any(weight => weight < 0)
                ? null
                : Mean(query => -weights[query].Where(weight => weight > 0).Sum(weight => weight * Math.Log2(weight))),
            Mean(query => weights[query].Select((weight, key) => weight * (query - key)).Sum()),
            Mean(query => weights[query][query - 1]),
            Mean(query => weights[query][0]),
            weights
        );
    }

    /// <summary>Captures the attention weights of some layers.</summary>
    private sealed class WeightCapture(IReadOnlyList<int> layers) : Models.ICapture
    {
        private readonly Dictionary<string, int> _layers = layers.Distinct().ToDictionary(layer => $"blocks.{layer}.attention.weights");

        /// <summary>Weights [H][T][T] by layer.</summary>
        public Dictionary<int, IReadOnlyList<double[][]>> Weights { get; } = [];

        public bool Wants(string name) => _layers.ContainsKey(name);

        public void Record(string name, Tensor value)
        {
            using (value)
            using (var flat = value.select(0, 0).to(ScalarType.Float64).cpu().contiguous()) // [H, T, T]
            {
                var (count, size) = ((int)flat.shape[0], (int)flat.shape[1]);
                var numbers = flat.data<double>().ToArray();
                Weights[_layers[name]] =
                [
                    .. Enumerable
                        .Range(0, count)
                        .Select(head =>
                            Enumerable
                                .Range(0, size)
                                .Select(row => numbers[((head * size + row) * size)..((head * size + row + 1) * size)])
                                .ToArray()
                        ),
                ];
            }
        }
    }
}
