using Workbench.Generation;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Single runs from C#, as <c>train</c> and <c>generate</c> do them.</summary>
/// <example><code>
/// var run = await new RunConfig { Data = "sotu" }.TrainAsync();
/// var text = await run.GenerateAsync("My fellow ", new DecodingConfig { Temperature = 0.8 });
/// </code></example>
public static class RunExtensions
{
    /// <summary>Trains a config; a run that the ledger has is answered from there, an interrupted one goes on.</summary>
    /// <param name="config">The run; what its data decides is filled in.</param>
    /// <param name="threads">Default: all cores.</param>
    /// <param name="plugins">Assemblies that bring variants of their own.</param>
    /// <param name="ledger">Folder of another ledger than the usual one.</param>
    /// <param name="progress">Told what happens. Default: the scope's.</param>
    /// <param name="cancellation">Stops, beside the scope's token.</param>
    /// <exception cref="InvalidInputException">The config breaks rules (all of them are listed), or there is no
    /// <see cref="OperationScope"/> here.</exception>
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
        return scope.RunAsync(host => new Train(host), new TrainOptions(() => absolute, threads, services.Plugins(plugins ?? []), ledger));
    }

    /// <summary>Lets the model of a run go on from a prompt; the pieces are told as they are chosen.</summary>
    /// <param name="run">The run.</param>
    /// <param name="prompt">What the text begins with: at least one character.</param>
    /// <param name="decoding">How tokens are chosen. Default: sampled at temperature 1, at most 256 tokens.</param>
    /// <param name="plugins">The assemblies that the run's variants came from.</param>
    /// <param name="progress">Told what happens. Default: the scope's.</param>
    /// <param name="cancellation">Stops, beside the scope's token.</param>
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
            prompt,
            decoding ?? new DecodingConfig(),
            new WorkbenchServices(scope.HostEnvironment).Plugins(plugins ?? []),
            null,
            Stream: true
        );
        return scope.RunAsync(host => new Generate(host), options);
    }
}
