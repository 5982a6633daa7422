using TorchSharp;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>The model of a run with the weights of its checkpoint, and the task that it was trained on.</summary>
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

    /// <summary>The run's config.</summary>
    public RunConfig Config => _variants.Config;

    /// <summary>The run's task, with the vocabulary of the training.</summary>
    public ITask Task { get; }

    /// <summary>The run's identity; the folder's path when the identity is unknown.</summary>
    public string Id => Folder.ReadIdentity()?.Id ?? Folder.Path;

    /// <summary>The model, in evaluation mode. Loaded on first access.</summary>
    /// <exception cref="InvalidInputException">The run has no checkpoint, or the checkpoint cannot be read.</exception>
    public Transformer Model => _model.Value;

    /// <summary>Finds a run and its task. The training text is opened only when the run's folder has no usable task record.</summary>
    /// <param name="run">The first digits of the run's identity, or its folder.</param>
    /// <param name="ledger">The ledger's folder; null for the default.</param>
    /// <param name="host">Gives the default ledger's folder.</param>
    /// <param name="progress">Receives the events of downloads.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <param name="data">The training text, when the user names it; null for the text recorded in the run.</param>
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
        var model = Config.BuildModel();
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
