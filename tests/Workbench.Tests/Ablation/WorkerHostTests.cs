using System.Text.Json;
using Workbench.Ablation;
using Workbench.Ablation.Launchers;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

/// <summary>The inside of a worker, without a process.</summary>
public sealed class WorkerHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeExecutor _executor = new();
    private readonly StringWriter _output = new();

    public void Dispose() => _folder.Dispose();

    private Task<ExitCode> Run(TextReader input, WorkerLifetime? lifetime = null) =>
        WorkerHost.RunAsync(input, _output, _executor, lifetime ?? new WorkerLifetime(() => 1, () => { }), TimeProvider.System);

    private TrainingEvent[] Told =>
        [
            .. _output
                .ToString()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<TrainingEvent>(line, TrainingJson.Line)!),
        ];

    [Fact]
    public async Task A_job_comes_in_and_events_go_out_the_last_of_them_the_result()
    {
        using var input = new OpenInput(FakeWorker.Job(_folder.Path, seed: 2, threads: 3).ToJson());
        Assert.Equal(ExitCode.Done, await Run(input));
        Assert.Equal(2.02, Assert.IsType<Finished>(Told[^1]).Result.FinalMetric);
        Assert.Single(Told.OfType<Finished>());
        var job = Assert.Single(_executor.Jobs);
        Assert.Equal((2L, 3), (job.Config.Seed, job.Threads));
    }

    [Fact]
    public async Task A_job_survives_the_wire_whole()
    {
        var job = FakeWorker.Job(_folder.Path);
        var config = job.Config with
        {
            Model = job.Config.Model with { Position = new Workbench.Models.Positions.Rope { Base = 7.5 } },
            Code = "c0de",
        };
        var read = RunJob.FromJson((job with { Config = config }).ToJson());
        Assert.Equal(config, read.Config);
        Assert.Equal(config.Id, read.Config.Id);
        Assert.Equal((job.Folder, job.Threads), (read.Folder, read.Threads));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Without_a_job_it_is_bad_usage() => Assert.Equal(ExitCode.BadUsage, await Run(new StringReader("")));

    [Fact]
    public async Task A_job_that_cannot_be_read_is_a_failed_run()
    {
        using var input = new OpenInput("{ \"config\": 3");
        Assert.Equal(ExitCode.RunFailed, await Run(input));
        Assert.StartsWith(
            "the worker could not read its job: ",
            Assert.IsType<Finished>(Assert.Single(Told)).Result.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_end_of_the_input_interrupts_the_run()
    {
        using var input = new OpenInput(FakeWorker.Job(_folder.Path, "wait").ToJson());
        var run = Run(input);
        _executor.Waiting.Wait(TimeSpan.FromSeconds(30));
        input.End();
        Assert.Equal(ExitCode.Interrupted, await run);
        Assert.Equal(RunStatus.Interrupted, Assert.IsType<Finished>(Told[^1]).Result.Status);
    }

    [Fact]
    public async Task Another_parent_means_that_the_first_has_died()
    {
        var parent = 1000;
        using var input = new OpenInput(FakeWorker.Job(_folder.Path, "wait").ToJson());
        var run = Run(input, new WorkerLifetime(() => Volatile.Read(ref parent), () => { }));
        _executor.Waiting.Wait(TimeSpan.FromSeconds(30));
        Volatile.Write(ref parent, 1);
        Assert.Equal(ExitCode.Interrupted, await run);
    }

    /// <summary>A pipe that stays open after its line until it is ended.</summary>
    private sealed class OpenInput(string line) : TextReader
    {
        private readonly ManualResetEventSlim _ended = new();
        private string? _next = line;

        public void End() => _ended.Set();

        public override string? ReadLine() => Interlocked.Exchange(ref _next, null);

        public override int Read()
        {
            _ended.Wait();
            return -1;
        }

        public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) => ValueTask.FromResult(ReadLine());

        protected override void Dispose(bool disposing) => End();
    }
}
