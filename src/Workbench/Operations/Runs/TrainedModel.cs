using TorchSharp;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>The model of a run with the weights of its checkpoint, and the task that it was trained on. Dispose it.</summary>
internal sealed class TrainedModel : IDisposable
{
    private readonly RunVariants _variants;
    private readonly Lazy<Transformer> _model;

    private TrainedModel(RunFolder folder, RunVariants variants, ITask task)
    {
        (Folder, _variants, Task) = (folder, variants, task);
        _model = new(Load);
    }

    /// <summary>The run's folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>Its config.</summary>
    public RunConfig Config => _variants.Config;

    /// <summary>Its task, whose tokens are those that it was trained on.</summary>
    public ITask Task { get; }

    /// <summary>Its identity; its folder where that is not known.</summary>
    public string Id => Folder.ReadIdentity()?.Id ?? Folder.Path;

    /// <summary>The model, in evaluation mode; loaded when it is first asked for.</summary>
    /// <exception cref="InvalidInputException">The run has no checkpoint, or it cannot be read.</exception>
    public Transformer Model => _model.Value;

    /// <summary>Finds a run and its task; the text is opened only where the run does not carry what is asked.</summary>
    /// <param name="run">The first digits of its identity, or its folder.</param>
    /// <param name="ledger">Another ledger than the usual one.</param>
    /// <param name="host">Where the ledger is.</param>
    /// <param name="progress">Told of downloads.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <param name="data">Its text, where the user names it; null for what the run carries.</param>
    public static TrainedModel Open(
        string run,
        string? ledger,
        HostEnvironment host,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation,
        string? data = null
    )
    {
        var folder = new RunFinder(host).Find(run, ledger);
        var variants = RunVariants.Of(folder);
        try
        {
            var services = new WorkbenchServices(host);
            return new(
                folder,
                variants,
                CarriedTask.Of(services.Tasks(progress, cancellation), folder, variants.Config, services.Data(data))
            );
        }
        catch
        {
            variants.Dispose();
            throw;
        }
    }

    private Transformer Load()
    {
        NativeKernels.Load();
        var model = Config.Model.Build(DeviceName.Parse(Config.Device), DtypeName.Parse(Config.Dtype), Config.Seed);
        try
        {
            Checkpoint.LoadModel(Folder, model);
            model.eval();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_model.IsValueCreated)
            _model.Value.Dispose();
        _variants.Dispose();
    }
}
