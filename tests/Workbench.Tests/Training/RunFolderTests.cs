using System.Text;
using System.Text.Json;
using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class RunFolderTests : IDisposable
{
    private static readonly RunEnvironment Machine = new()
    {
        Commit = "abc",
        Workbench = "0.1.0",
        Runtime = ".NET 10",
        Torch = "1.13",
        OperatingSystem = "Linux",
        Processor = "a processor",
        Threads = 1,
        Kernels = ["gemm:avx512"],
    };

    private readonly TemporaryFolder _temporary = new();

    [Fact]
    public void Everything_written_is_read_again()
    {
        var folder = new RunFolder(_temporary.File("run"));
        var config = new RunConfig
        {
            Seed = 3,
            DataFingerprint = "data",
            TokenizerFingerprint = "tokens",
            Train = new() { Steps = 7 },
        };
        folder.WriteStart(config, Machine);
        Assert.Equal(config.Id, folder.ReadConfig().Id);
        Assert.Equal(config.Id, folder.ReadIdentity()!.Id);
        Assert.Equal(Machine.Hash, folder.ReadEnvironment()!.Hash);
        Assert.Contains("train.steps: 7\n", File.ReadAllText(folder.ResolvedFile));
        Assert.Null(folder.ReadResult());

        var result = new RunResult
        {
            Status = RunStatus.Diverged,
            Metric = "validation loss",
            Steps = 5,
            Evaluations = [new(5, 64, double.NaN, 1)],
            Curve = [new(1, 2, 3, double.PositiveInfinity)],
            Error = "the loss of step 5 is NaN",
        };
        folder.WriteResult(result);
        Assert.Equal(JsonSerializer.Serialize(result, TrainingJson.File), JsonSerializer.Serialize(folder.ReadResult(), TrainingJson.File));
        Assert.Contains("\"status\": \"diverged\"", File.ReadAllText(folder.ResultFile));
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.partial"));
    }

    public static TheoryData<RunResult> Results =>
        [
            new RunResult
            {
                Status = RunStatus.Completed,
                Metric = "validation loss",
                FinalMetric = 1.5,
            },
            new RunResult
            {
                Status = RunStatus.Completed,
                Metric = "accuracy",
                FinalMetric = 0.1 + 0.2,
                Steps = 1L << 40,
                Evaluations = [new(5, 64, 1e-300, 1), new(5, 128, 2, -0.0)],
                Curve = [new(1, 2, 3, double.PositiveInfinity), new(2, double.NaN, 3e-4, double.NegativeInfinity)],
                TokensPerSecond = 1e6,
                TrainingSeconds = 0.25,
                CpuSeconds = 0.5,
                Times = new(1, 2, 3, 4),
                PeakMemoryBytes = 1L << 33,
            },
            new RunResult
            {
                Status = RunStatus.Failed,
                Metric = "accuracy",
                FinalMetric = double.NaN,
                Error = "\"größer\" \\ <0>\nat line 2",
            },
            new RunResult { Status = RunStatus.Interrupted, Metric = "" },
        ];

    [Theory]
    [MemberData(nameof(Results))]
    public void The_fast_reader_reads_what_the_serializer_writes(RunResult result)
    {
        var text = TrainingJson.Serialize(result);
        Assert.Equal(text, TrainingJson.Serialize(RunResultReader.TryRead(Encoding.UTF8.GetBytes(text))));
    }

    [Theory]
    [InlineData("{\"status\": \"completed\", \"metric\": \"loss\", \"later\": [1]}", true)]
    [InlineData("{\"Status\": \"completed\", \"metric\": \"loss\"}", true)]
    [InlineData("{\"status\": \"completed\", \"metric\": \"loss\", \"curve\": [{\"loss\": 2, \"step\": 1}]}", true)]
    [InlineData("{\"status\": \"completed\", \"metric\": \"loss\", \"curve\": null}", true)]
    [InlineData("{\"status\": \"completed\", \"metric\": \"loss\"", false)]
    [InlineData("{\"status\": \"completed\", \"metric\": \"loss\"} }", false)]
    [InlineData("{\"metric\": \"loss\"}", false)]
    [InlineData("[]", false)]
    [InlineData("", false)]
    public void Other_results_are_left_to_the_serializer(string text, bool isResult)
    {
        var folder = new RunFolder(_temporary.Path);
        File.WriteAllText(folder.ResultFile, text);
        Assert.Null(RunResultReader.TryRead(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(isResult, folder.ReadResult() is not null);
        Assert.Equal(!isResult, folder.HasDamagedResult);
    }

    [Fact]
    public void A_line_that_a_crash_cut_short_is_left_out()
    {
        var folder = new RunFolder(_temporary.Path);
        var events = new TrainingEvent[]
        {
            new Started("id", 0, 2, 9),
            new StepCompleted(1, 2.5, 1e-3, 0.5, 100),
            new Evaluated(1, 64, 2, 2),
            new Notice("é"),
            new CheckpointSaved(1),
        };
        using (var log = new MetricsLog(folder.MetricsFile, 0))
        {
            foreach (var one in events)
                log.Add(one);
        }
        var whole = new FileInfo(folder.MetricsFile).Length;
        File.AppendAllText(folder.MetricsFile, "{\"event\":\"step\",\"st");
        Assert.Equal(events, folder.ReadEvents());
        Assert.Equal(events[..1], folder.ReadEvents(whole / 2).Take(1));
        using (var log = new MetricsLog(folder.MetricsFile, whole))
            log.Add(new CheckpointSaved(2));
        Assert.Equal([.. events, new CheckpointSaved(2)], folder.ReadEvents());
    }

    [Fact]
    public void The_environment_s_hash_tells_environments_apart()
    {
        Assert.Equal(Machine.Hash, (Machine with { Kernels = ["gemm:avx512"] }).Hash);
        Assert.NotEqual(Machine.Hash, (Machine with { Threads = 2 }).Hash);
        Assert.NotEqual(Machine.Hash, (Machine with { Kernels = [] }).Hash);
    }

    [Fact]
    public void The_identity_knows_what_decides_a_run_and_nothing_else()
    {
        var run = new RunConfig { DataFingerprint = "data", TokenizerFingerprint = "tokens" };
        Assert.Equal(run.Id, (run with { Data = "elsewhere.txt" }).Id);
        Assert.Equal((run with { Device = "cuda" }).Id, (run with { Device = "cuda:1" }).Id);
        string[] ids =
        [
            run.Id,
            (run with { Device = "cuda" }).Id,
            (run with { Seed = 1 }).Id,
            (run with { DataFingerprint = "other" }).Id,
            (run with { TokenizerFingerprint = "other" }).Id,
            (run with { Dtype = "float64" }).Id,
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(run.VariantId, (run with { Seed = 1 }).VariantId);
        Assert.Throws<InvalidOperationException>(() => new RunConfig().Id);
    }

    public void Dispose() => _temporary.Dispose();
}
