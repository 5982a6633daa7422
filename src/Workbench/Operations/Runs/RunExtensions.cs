using Workbench.Generation;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Training, generation and prediction from C#, as the commands <c>train</c>, <c>generate</c> and <c>predict</c>.</summary>
/// <example><code>
/// var run = await new RunConfig { Data = "sotu" }.TrainAsync();
/// var text = await run.GenerateAsync("My fellow ", new DecodingConfig { Temperature = 0.8 });
/// </code></example>
public static class RunExtensions
{
    /// <summary>Trains a config. A completed run is returned from the ledger; an interrupted run is resumed.</summary>
    /// <param name="config">The run's config. Settings that depend on the data, such as the vocabulary, are filled in.</param>
    /// <param name="threads">The number of threads. Default: all cores.</param>
    /// <param name="plugins">Assemblies with additional variants.</param>
    /// <param name="ledger">The ledger's folder; null for the default.</param>
    /// <param name="progress">Receives events. Default: the scope's.</param>
    /// <param name="cancellation">Stops the run, in addition to the scope's token.</param>
    /// <exception cref="InvalidInputException">The config breaks rules (all of them are listed), or there is no current
    /// <see cref="OperationScope"/>.</exception>
    public static Task<TrainResult> TrainAsync(
        this RunConfig config,
        int? threads = null,
        IReadOnlyList<string>? plugins = null,
        string? ledger = null,
        IProgress<OperationEvent>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(config);
        var scope = OperationScope.Around("config.TrainAsync()", progress, cancellation);
        var services = new WorkbenchServices(scope.HostEnvironment);
        var absolute = config with { Data = services.Data(config.Data)! };
        services.Fetch(config.InitFrom, scope.Progress, scope.Cancellation);
        if (config.InitFrom.Length > 0)
            absolute = absolute with { InitFrom = new RunFinder(scope.HostEnvironment).WeightsOf(config.InitFrom, ledger) };
        return scope.RunAsync(host => new Train(host), new TrainOptions(() => absolute, threads, services.Plugins(plugins ?? []), ledger));
    }

    /// <summary>Generates text with the model of a run, and reports each piece as it is generated.</summary>
    /// <param name="run">The run.</param>
    /// <param name="prompt">The prompt: at least one character.</param>
    /// <param name="decoding">The decoding settings. Default: sampling at temperature 1, at most 256 tokens.</param>
    /// <param name="plugins">The assemblies with the run's variants.</param>
    /// <param name="progress">Receives events. Default: the scope's.</param>
    /// <param name="cancellation">Stops the generation, in addition to the scope's token.</param>
    /// <exception cref="InvalidInputException">The prompt or the decoding breaks rules, or the run has no checkpoint.</exception>
    public static Task<GenerateResult> GenerateAsync(
        this TrainResult run,
        string prompt,
        DecodingConfig? decoding = null,
        IReadOnlyList<string>? plugins = null,
        IProgress<OperationEvent>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        var scope = OperationScope.Around("run.GenerateAsync()", progress, cancellation);
        var options = new GenerateOptions(
            run.Folder,
            [prompt],
            decoding ?? new DecodingConfig(),
            new WorkbenchServices(scope.HostEnvironment).Plugins(plugins ?? []),
            null,
            Stream: true
        );
        return scope.RunAsync(host => new Generate(host), options);
    }

    /// <summary>Classifies texts or their words, or fills in [MASK], with the model of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="texts">The texts: at least one token each.</param>
    /// <param name="seconds">The second text of each pair, for a task of pairs. Default: none.</param>
    /// <param name="top">The number of answers for each place.</param>
    /// <param name="plugins">The assemblies with the run's variants.</param>
    /// <param name="progress">Receives events. Default: the scope's.</param>
    /// <param name="cancellation">Stops between texts, in addition to the scope's token.</param>
    /// <exception cref="InvalidInputException">The task answers nothing about a text, a text breaks rules, or the run has no
    /// checkpoint.</exception>
    public static Task<PredictResult> PredictAsync(
        this TrainResult run,
        IReadOnlyList<string> texts,
        IReadOnlyList<string>? seconds = null,
        int top = 3,
        IReadOnlyList<string>? plugins = null,
        IProgress<OperationEvent>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        var scope = OperationScope.Around("run.PredictAsync()", progress, cancellation);
        var options = new PredictOptions(run.Folder, texts, new WorkbenchServices(scope.HostEnvironment).Plugins(plugins ?? []), null)
        {
            Seconds = seconds ?? [],
            Top = top,
        };
        return scope.RunAsync(host => new Predict(host), options);
    }

    /// <summary>Writes the targets of sources with the model of a run that has an encoder.</summary>
    /// <param name="run">The run.</param>
    /// <param name="sources">The sources: at least one character each.</param>
    /// <param name="decoding">The decoding settings. Default: the most probable token each time, at most 256 tokens.</param>
    /// <param name="plugins">The assemblies with the run's variants.</param>
    /// <param name="progress">Receives events. Default: the scope's.</param>
    /// <param name="cancellation">Stops the generation, in addition to the scope's token.</param>
    /// <exception cref="InvalidInputException">A source or the decoding breaks rules, or the run has no encoder or checkpoint.</exception>
    public static Task<GenerateResult> GenerateFromAsync(
        this TrainResult run,
        IReadOnlyList<string> sources,
        DecodingConfig? decoding = null,
        IReadOnlyList<string>? plugins = null,
        IProgress<OperationEvent>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        var scope = OperationScope.Around("run.GenerateFromAsync()", progress, cancellation);
        var options = new GenerateOptions(
            run.Folder,
            [],
            decoding ?? DecodingConfig.Greedy,
            new WorkbenchServices(scope.HostEnvironment).Plugins(plugins ?? []),
            null,
            Stream: true
        )
        {
            Sources = sources,
        };
        return scope.RunAsync(host => new Generate(host), options);
    }
}
