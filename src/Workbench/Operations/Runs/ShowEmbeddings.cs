using System.CommandLine;
using System.Text.Json.Serialization;
using Plotly.NET;
using Workbench.Ablation;
using Workbench.Reporting;
using static TorchSharp.torch;

namespace Workbench.Operations;

/// <summary>Options of <see cref="ShowEmbeddings"/>.</summary>
/// <param name="Run">The first digits of a run's identity, or its folder.</param>
/// <param name="Positions">Whether to show the position encoding in place of the tokens.</param>
/// <param name="Out">The figure's file, by extension .html, .json, .png, .svg or .pdf; null writes none.</param>
/// <param name="Plugins">The assemblies with the run's variants.</param>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
/// <param name="Data">The text that the run was trained on; null for the text recorded in the run.</param>
public sealed record ShowEmbeddingsOptions(
    string Run,
    bool Positions,
    string? Out,
    IReadOnlyList<string> Plugins,
    string? Ledger,
    string? Data = null
);

/// <summary>Embeddings of tokens, projected to two dimensions, or the numbers of a position encoding.</summary>
public sealed record EmbeddingsResult : IHasFigures
{
    /// <summary>The run's identity.</summary>
    public required string Run { get; init; }

    /// <summary>What is shown, in words.</summary>
    public required string Meaning { get; init; }

    /// <summary>The labels of the rows: tokens, positions, heads or distances.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>The labels of the columns.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The numbers, by row.</summary>
    public required IReadOnlyList<double[]> Values { get; init; }

    /// <summary>The figure's file; null when none was written.</summary>
    public string? File { get; init; }

    /// <summary>Points with labels, or a heat map.</summary>
    // Always set. It cannot be required, because System.Text.Json rejects required members with JsonIgnore.
    [JsonIgnore]
    public GenericChart Figure { get; init; } = null!;

    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<object> Illustrations => [Figure];
}

/// <summary>Shows what a trained model holds of tokens and of positions.</summary>
/// <param name="host">Gives the ledger's folder.</param>
public sealed class ShowEmbeddings(HostEnvironment host) : Operation<ShowEmbeddingsOptions, EmbeddingsResult>
{
    private readonly Argument<string> _run = new("run")
    {
        Description = "The first digits of a run's identity (runs list shows them), or its folder",
    };
    private readonly Option<bool> _positions = new("--positions")
    {
        Description = "The position encoding in place of the tokens: a table, angles, or biases by distance",
    };
    private readonly Option<string?> _out = new("--out")
    {
        Description = "Write the figure: file.html, file.json, file.png, file.svg or file.pdf",
        HelpName = "file",
    };
    private readonly Option<string?> _data = SharedOptions.TextOf("run");
    private readonly Option<string[]> _plugin = SharedOptions.Plugin();
    private readonly Option<string?> _ledger = SharedOptions.Ledger();

    /// <inheritdoc/>
    public override string Name => "embeddings";

    /// <inheritdoc/>
    public override string Summary => "Show a trained model's token embeddings in two dimensions, or its position encoding";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("embeddings 1f3a9c04 --out tokens.html", "the tokens along the two main directions"),
            new("embeddings 1f3a9c04 --positions --out positions.html", "the position encoding as a heat map"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_run);
        RunCompletion.Offer(_run, _ledger, host);
        foreach (var option in (Option[])[_positions, _out, _data, _plugin, _ledger])
            command.Options.Add(option);
    }

    /// <inheritdoc/>
    public override ShowEmbeddingsOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(
            parsed.GetRequiredValue(_run),
            parsed.GetValue(_positions),
            parsed.GetValue(_out),
            new WorkbenchServices(host).Plugins(parsed.GetValue(_plugin) ?? []),
            parsed.GetValue(_ledger),
            parsed.GetValue(_data)
        );
    }

    /// <inheritdoc/>
    public override Task<EmbeddingsResult> RunAsync(
        ShowEmbeddingsOptions options,
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
        var of = $"run {run.Id[..Math.Min(12, run.Id.Length)]}";
        var result = options.Positions ? Positions(run, of) : Tokens(run, of);
        if (options.Out is not { } file)
            return Task.FromResult(result);
        FigureFile.Write(result.Figure, host.Resolve(file), host.Variable);
        return Task.FromResult(result with { File = host.Resolve(file) });
    }

    private static EmbeddingsResult Tokens(TrainedModel run, string of)
    {
        var found = TokenProjection.Of(run);
        return new()
        {
            Run = run.Id,
            Meaning = found.Meaning,
            Rows = found.Labels,
            Columns = found.Components,
            Values = found.Points,
            Figure = EmbeddingFigure.Points($"Token embeddings of {of}", found.Labels, found.Components, found.Points),
        };
    }

    private static EmbeddingsResult Positions(TrainedModel run, string of)
    {
        var found = PositionCode.Of(run.Model);
        return new()
        {
            Run = run.Id,
            Meaning = found.Meaning,
            Rows = found.Rows,
            Columns = found.Columns,
            Values = found.Values,
            Figure = EmbeddingFigure.HeatMap(
                $"{found.Meaning}, {of}",
                (found.ColumnTitle, found.RowTitle),
                found.Rows,
                found.Columns,
                found.Values
            ),
        };
    }
}
