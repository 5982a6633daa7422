using System.CommandLine;
using System.Text.Json.Serialization;
using Plotly.NET;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Reporting;

namespace Workbench.Operations;

/// <summary>Options of <see cref="ShowFigure"/>.</summary>
/// <param name="Study">The study's folder, or its study.yaml.</param>
/// <param name="Figure">The figure's name; null lists the names.</param>
/// <param name="Out">The figure's file, by extension .html, .json, .png, .svg or .pdf; null writes none.</param>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
/// <param name="Data">The text that the study was trained on; null for the text recorded in the study.</param>
public sealed record ShowFigureOptions(string Study, string? Figure, string? Out, string? Ledger, string? Data = null);

/// <summary>A figure of a study, drawn from the runs in the ledger.</summary>
public sealed record FigureResult : IHasFigures
{
    /// <summary>The study's folder or file.</summary>
    public required string Study { get; init; }

    /// <summary>The names of the available figures.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The name of the requested figure; null when only the names were requested.</summary>
    public string? Name { get; init; }

    /// <summary>The figure's data as text; null when only the names were requested.</summary>
    public string? Text { get; init; }

    /// <summary>The figure's file; null when none was written.</summary>
    public string? File { get; init; }

    /// <summary>The figure; null when only the names were requested.</summary>
    [JsonIgnore]
    public GenericChart? Figure { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<object> Illustrations => Figure is null ? [] : [Figure];

    /// <inheritdoc/>
    [JsonIgnore]
    public bool IsFiguresAlone => Figure is not null && File is null;
}

/// <summary>Draws a figure of a study from the runs in the ledger. Nothing is trained.</summary>
/// <param name="host">Gives the ledger's folder.</param>
public sealed class ShowFigure(HostEnvironment host) : Operation<ShowFigureOptions, FigureResult>
{
    private readonly Argument<string> _study = new("study") { Description = "The folder of a study, or its study.yaml" };

    private readonly Argument<string?> _figure = new("figure")
    {
        Description = "learning-curves, paired-differences, final-metric, …; without a name, the names are listed",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "figure",
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "Write the figure: file.html, file.json, or rendered by Chromium: file.png, file.svg, file.pdf",
        HelpName = "file",
    };
    private readonly Option<string?> _data = SharedOptions.TextOf("study");
    private readonly Option<string?> _ledger = SharedOptions.Ledger();

    /// <inheritdoc/>
    public override string Name => "figure";

    /// <inheritdoc/>
    public override string Summary => "List the figures of a study, show one, or write it to a file; drawn from the ledger";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("figure studies/position-sotu-1f3a9c04", "list the figures"),
            new("figure studies/position-sotu-1f3a9c04 learning-curves --out curves.png", "write one as a PNG file"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_study);
        command.Arguments.Add(_figure);
        command.Options.Add(_out);
        command.Options.Add(_data);
        command.Options.Add(_ledger);
        _figure.CompletionSources.Add(_ => StudyFigures.Names.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
    }

    /// <inheritdoc/>
    public override ShowFigureOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(
            parsed.GetRequiredValue(_study),
            parsed.GetValue(_figure),
            parsed.GetValue(_out),
            parsed.GetValue(_ledger),
            parsed.GetValue(_data)
        );
    }

    /// <inheritdoc/>
    public override Task<FigureResult> RunAsync(
        ShowFigureOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new List<Fault>();
        if (options.Figure is { } unknown && StudyFigures.NameOf(unknown) is null)
            faults.Add(
                new(
                    "there is no figure of this name",
                    unknown,
                    string.Join(", ", StudyFigures.Names),
                    Nearest.Question(unknown, StudyFigures.Names),
                    "figure"
                )
            );
        if (FigureFile.Check(options.Out, host.Variable) is { } fault)
            faults.Add(fault);
        if (options.Out is not null && options.Figure is null)
            faults.Add(new("a file holds one figure", options.Out, "the name of a figure before --out", null, "figure"));
        Study? study = null;
        var location = host.Resolve(options.Study);
        RunSettings.Collect(() => study = StudyFolder.ReadStudy(location), faults);
        if (faults.Count > 0)
            throw new InvalidInputException(faults);

        var requested = options.Figure is { } written ? StudyFigures.NameOf(written) : null;
        var figures = new StudyFigures(Data(study!, options, progress, cancellation));
        var all = figures.All.ToDictionary(one => one.Name, one => one.Chart);
        if (requested is { } name && !all.ContainsKey(name))
            throw new InvalidInputException("the study has no data for this figure", name, string.Join(", ", all.Keys), null, "figure");
        var chart = requested is { } chosen ? all[chosen] : null;
        var path = options.Out is { } file ? host.Resolve(file) : null;
        if (path is not null)
            FigureFile.Write(chart!, path, host.Variable);
        return Task.FromResult(
            new FigureResult
            {
                Study = location,
                Names = [.. all.Keys],
                Name = requested,
                Text = chart?.ToText(),
                File = path,
                Figure = chart,
            }
        );
    }

    private ReportData Data(Study study, ShowFigureOptions options, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        var services = new WorkbenchServices(host);
        var tasks = services.Tasks(progress, cancellation);
        // Opening a ledger would create its folder.
        if (!Directory.Exists(services.LedgerFolder(options.Ledger)))
            throw NoRuns(options.Study);
        using var ledger = services.OpenLedger(options.Ledger);
        study = CarriedTask.OfStudy(tasks, services.Absolute(study), host.Resolve(options.Study), services.Data(options.Data));
        var result = new StudyRunner(ledger, services.Services(tasks)).Load(study);
        foreach (var notice in ledger.Notices)
            progress.Report(new WarningRaised(notice));
        return result.Runs.Any(run => run.IsFinished)
            ? ReportMapping.Of(result, new ReportContext("", host.Clock.GetUtcNow(), TimeSpan.Zero, tasks))
            : throw NoRuns(options.Study);
    }

    private static InvalidInputException NoRuns(string study) =>
        new(
            "the ledger has no finished run of this study",
            study,
            null,
            $"Run it: {new CommandRef($"ablate --study {study}")}. Another ledger: --ledger",
            "study"
        );
}
