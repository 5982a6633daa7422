using System.CommandLine;
using System.Text.Json.Serialization;
using Plotly.NET;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Reporting;

namespace Workbench.Operations;

/// <summary>Which figure of which study.</summary>
/// <param name="Study">The study's folder, or its study.yaml.</param>
/// <param name="Figure">The figure's name; null lists the names.</param>
/// <param name="Out">Where it is written, .html, .json, .png, .svg or .pdf; null writes none.</param>
/// <param name="Ledger">Another ledger than the usual one.</param>
/// <param name="Data">The study's text; null for what the study carries.</param>
public sealed record ShowFigureOptions(string Study, string? Figure, string? Out, string? Ledger, string? Data = null);

/// <summary>A figure of a study, made of what the ledger has.</summary>
public sealed record FigureResult : IHasFigures
{
    /// <summary>The study's folder or file.</summary>
    public required string Study { get; init; }

    /// <summary>The figures that there are.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The figure asked for; null when only the names were.</summary>
    public string? Name { get; init; }

    /// <summary>What it draws, in words; null when only the names were asked for.</summary>
    public string? Text { get; init; }

    /// <summary>Where it was written; null when nowhere.</summary>
    public string? File { get; init; }

    /// <summary>The figure; null when only the names were asked for.</summary>
    [JsonIgnore]
    public GenericChart? Figure { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<object> Illustrations => Figure is null ? [] : [Figure];

    /// <inheritdoc/>
    [JsonIgnore]
    public bool IsFiguresAlone => Figure is not null && File is null;
}

/// <summary>Makes a figure of a study anew, from the runs in the ledger; nothing is computed.</summary>
/// <param name="host">Where the ledger is.</param>
public sealed class ShowFigure(HostEnvironment host) : Operation<ShowFigureOptions, FigureResult>
{
    private readonly Argument<string> _study = new("study") { Description = "The folder of a study, or its study.yaml" };

    private readonly Argument<string?> _figure = new("figure")
    {
        Description = "learning-curves, paired-differences, final-metric …; without one, the names are listed",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "figure",
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "Write it: file.html, file.json, or a picture that Chromium draws: file.png, file.svg, file.pdf",
        HelpName = "file",
    };
    private readonly Option<string?> _data = SharedOptions.TextOf("study");
    private readonly Option<string?> _ledger = SharedOptions.Ledger();

    /// <inheritdoc/>
    public override string Name => "figure";

    /// <inheritdoc/>
    public override string Summary => "Make a figure of a study anew, from the ledger: list them, show one, write it to a file";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("figure studies/position-sotu-1f3a9c04", "which figures there are"),
            new("figure studies/position-sotu-1f3a9c04 learning-curves --out curves.png", "one of them as a picture"),
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
        if (options.Figure is { } wanted && StudyFigures.NameOf(wanted) is null)
            faults.Add(
                new(
                    "there is no figure of this name",
                    wanted,
                    string.Join(", ", StudyFigures.Names),
                    Nearest.Question(wanted, StudyFigures.Names),
                    "figure"
                )
            );
        if (FigureFile.Check(options.Out, host.Variable) is { } ending)
            faults.Add(ending);
        if (options.Out is not null && options.Figure is null)
            faults.Add(new("a file holds one figure", options.Out, "the name of a figure before --out", null, "figure"));
        Study? study = null;
        var place = host.Resolve(options.Study);
        RunSettings.Collect(() => study = StudyFolder.ReadStudy(place), faults);
        if (faults.Count > 0)
            throw new InvalidInputException(faults);

        var asked = options.Figure is { } written ? StudyFigures.NameOf(written) : null;
        var figures = new StudyFigures(Data(study!, options, progress, cancellation));
        var all = figures.All.ToDictionary(one => one.Name, one => one.Chart);
        if (asked is { } name && !all.ContainsKey(name))
            throw new InvalidInputException(
                "the study has nothing to draw in this figure",
                name,
                string.Join(", ", all.Keys),
                null,
                "figure"
            );
        var chart = asked is { } chosen ? all[chosen] : null;
        var path = options.Out is { } file ? host.Resolve(file) : null;
        if (path is not null)
            FigureFile.Write(chart!, path, host.Variable);
        return Task.FromResult(
            new FigureResult
            {
                Study = place,
                Names = [.. all.Keys],
                Name = asked,
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
        // Looking makes nothing: a ledger that is not there has no run of the study.
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
