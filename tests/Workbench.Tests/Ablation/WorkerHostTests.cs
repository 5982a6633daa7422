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
    private readonly JobOutput _output = new();

    public void Dispose() => _folder.Dispose();

    private Task<ExitCode> Run(TextReader input, WorkerLifetime? lifetime = null) =>
        WorkerHost.RunAsync(input, _output, _executor, lifetime ?? new WorkerLifetime(() => 1, () => { }), TimeProvider.System);

    /// <summary>Ends the input after so many results.</summary>
    private async Task<ExitCode> RunToEnd(OpenInput input, int results)
    {
        var run = Run(input);
        Assert.True(_output.WaitFor(results));
        input.End();
        return await run;
    }

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
        Assert.Equal(ExitCode.Done, await RunToEnd(input, 1));
        Assert.Equal(2.02, Assert.IsType<Finished>(Told[^1]).Result.FinalMetric);
        Assert.Single(Told.OfType<Finished>());
        var job = Assert.Single(_executor.Jobs);
        Assert.Equal((2L, 3), (job.Config.Seed, job.Threads));
    }

    [Fact]
    public async Task It_computes_one_job_after_the_other_on_one_thread()
    {
        var threads = new HashSet<int>();
        _executor.Behaviour = _ =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            return "";
        };
        using var input = new OpenInput([.. Enumerable.Range(1, 3).Select(seed => FakeWorker.Job(_folder.Path, seed: seed).ToJson())]);
        Assert.Equal(ExitCode.Done, await RunToEnd(input, 3));
        Assert.Equal([2.01, 2.02, 2.03], Told.OfType<Finished>().Select(finished => finished.Result.FinalMetric!.Value));
        Assert.Equal([1L, 2, 3], _executor.Jobs.Select(job => job.Config.Seed));
        Assert.Single(threads);
    }

    [Fact]
    public async Task A_worker_that_waits_for_a_job_ends_with_its_parent()
    {
        var parent = 1000;
        using var input = new OpenInput(FakeWorker.Job(_folder.Path).ToJson());
        var run = Run(input, new WorkerLifetime(() => Volatile.Read(ref parent), () => { }));
        Assert.True(_output.WaitFor(1));
        Volatile.Write(ref parent, 1);
        Assert.Equal(ExitCode.Done, await run.WaitAsync(TimeSpan.FromSeconds(30)));
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
        Assert.Equal(ExitCode.RunFailed, await RunToEnd(input, 1));
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

    /// <summary>What a worker says; counts results.</summary>
    private sealed class JobOutput : StringWriter
    {
        private readonly SemaphoreSlim _results = new(0);

        public bool WaitFor(int results) =>
            Enumerable.Range(0, results).All(_ => _results.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value!.Contains("\"event\":\"finished\"", StringComparison.Ordinal))
                _results.Release();
        }
    }

    /// <summary>A pipe that stays open after its lines until it is ended.</summary>
    private sealed class OpenInput(params string[] lines) : TextReader
    {
        private readonly ManualResetEventSlim _ended = new();
        private int _next;

        public void End() => _ended.Set();

        public override string? ReadLine()
        {
            if (_next < lines.Length)
                return lines[_next++];
            _ended.Wait();
            return null;
        }

        protected override void Dispose(bool disposing) => End();
    }
}
