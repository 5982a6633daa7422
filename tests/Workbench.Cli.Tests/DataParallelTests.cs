using System.Diagnostics;
using System.Security.Cryptography;
using TorchSharp;
using Workbench.Training;
using Workbench.Weights;

namespace Workbench.Cli.Tests;

/// <summary>Training in several processes, by the real mpirun.</summary>
public sealed class DataParallelTests : IDisposable
{
    // Five sequences a batch: no number of ranks here has the same number of them on each.
    private static readonly string[] Settings =
    [
        "train",
        "position=rope",
        "model.layers=1",
        "model.width=32",
        "model.headCount=2",
        "model.context=16",
        "model.dropout=0.1",
        "train.batchSize=5",
        "train.evaluationWindows=40",
        "--data",
        "text.txt",
        "--threads",
        "1",
    ];

    private readonly Shell _shell = new();

    public DataParallelTests() =>
        _shell.Write("text.txt", string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i * i % 97} and {(i * 7) + (i / 11)}\n")));

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Ranks_train_the_model_of_one_process_and_the_same_bits_again(int ranks)
    {
        string[] line = [.. Settings, "--steps", "30", "train.evaluateEvery=10", "--ledger"];
        var alone = await WorkbenchProgram.Run(_shell.Folder, [.. line, "alone"]);
        Assert.True(alone.Code == 0, alone.Error);
        var (one, two, again) = (Run("alone"), await Done(ranks, [.. line, "together"]), await Done(ranks, [.. line, "again"]));

        // Rounding differs, because each rank sums the gradients of its own rows.
        var steps = Steps(one).Zip(Steps(two)).ToList();
        Assert.Equal(30, steps.Count);
        Assert.All(steps, pair => Assert.Equal(pair.First.Loss, pair.Second.Loss, 1e-6 * pair.First.Loss));
        Assert.All(steps, pair => Assert.Equal(pair.First.GradientNorm, pair.Second.GradientNorm, 1e-5 * pair.First.GradientNorm));
        Assert.InRange(WeightDifference(one, two), 0, 1e-4);
        var evaluations = one.ReadResult()!.Evaluations.Zip(two.ReadResult()!.Evaluations).ToList();
        Assert.Equal(3, evaluations.Count);
        Assert.All(evaluations, pair => Assert.Equal(pair.First.Loss, pair.Second.Loss, 1e-6 * pair.First.Loss));

        Assert.Equal(Numbers(two), Numbers(again));
        Assert.NotEqual(Path.GetFileName(one.Path), Path.GetFileName(two.Path)); // another environment
        var parallel = two.ReadEnvironment()!.Parallel!;
        Assert.Equal(ranks, parallel.Ranks);
        Assert.StartsWith("Open MPI v", parallel.Library);
        Assert.Null(one.ReadEnvironment()!.Parallel);
    }

    [Fact]
    public async Task A_run_that_ended_in_the_middle_goes_on_bit_for_bit()
    {
        string[] line = [.. Settings, "--steps", "600", "train.checkpointEvery=10", "--ledger"];
        var whole = await Done(2, [.. line, "whole"]);
        line = [.. line, "ended"];
        Assert.Contains("exited on signal 9", await EndedAfterCheckpoint(line, "KILL", ofRank: true));

        // Neither another number of ranks nor one process may go on with it; nothing changes.
        var before = Files("ended");
        var three = await Mpirun.Run(_shell.Folder, 3, line);
        var alone = await WorkbenchProgram.Run(_shell.Folder, line);
        Assert.Equal((2, 2), (three.Code, alone.Code));
        Assert.Contains("an unfinished run goes on with the number of ranks with which it began (got 3); allowed: 2", three.Error);
        Assert.Contains("mpirun -n 2", alone.Error);
        Assert.Equal(before, Files("ended"));

        Assert.Contains("interrupted; finished runs are kept", await EndedAfterCheckpoint(line, "TERM", ofRank: true));
        await EndedAfterCheckpoint(line, "TERM", ofRank: false);
        Assert.Equal(Numbers(whole), Numbers(await Done(2, line)));
    }

    /// <summary>Ends a run, or one of its two ranks, by a signal as soon as it has written another checkpoint; returns its errors.</summary>
    private async Task<string> EndedAfterCheckpoint(string[] line, string signal, bool ofRank)
    {
        var before = Checkpoint(line[^1]);
        using var process = Mpirun.Start(_shell.Folder, 2, line);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        while (!process.HasExited && Checkpoint(line[^1]) == before)
            await Task.Delay(20);
        var ranks = Mpirun.Ranks(process);
        Process.Start("kill", [$"-{signal}", $"{(ofRank ? ranks[1] : process.Id)}"])!.WaitForExit();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var end = patience.Token.Register(() => process.Kill(entireProcessTree: true));
        await process.WaitForExitAsync();
        Assert.False(patience.IsCancellationRequested, "the ranks did not end");
        Assert.True(process.ExitCode != 0, await output);
        Assert.Null(Run(line[^1]).ReadResult());
        // mpirun ends a moment before the ranks that it has killed.
        while (Array.Exists(ranks, rank => Directory.Exists($"/proc/{rank}")))
            await Task.Delay(20, patience.Token);
        return await error;
    }

    [Fact]
    public async Task What_one_rank_finds_ends_all_with_one_message()
    {
        string[] line = [.. Settings, "--steps", "5", "--ledger", "ledger"];
        var unknown = await Mpirun.RunEach(_shell.Folder, line, [.. line, "--sead", "3"]);
        Assert.Equal((2, ""), (unknown.Code, unknown.Out));
        Assert.Contains("error: rank 1: unknown option (got --sead).", unknown.Error);
        var seed = await Mpirun.RunEach(_shell.Folder, line, [.. line, "--seed", "3"]);
        Assert.Equal((2, ""), (seed.Code, seed.Out));
        Assert.Contains("every rank trains the same config", seed.Error);
        var batch = await Mpirun.Run(_shell.Folder, 2, [.. line, "train.batchSize=1"]);
        Assert.Equal((2, ""), (batch.Code, batch.Out));
        Assert.Contains("every rank needs a sequence of each batch (got train.batchSize=1 on 2 ranks)", batch.Error);
        Assert.Single(batch.Error.Split('\n'), text => text.StartsWith("error:", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(_shell.Folder, "config.yaml", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task An_error_of_one_rank_in_the_middle_ends_all()
    {
        string[] line = [.. Settings, "--steps", "600", "train.checkpointEvery=10", "--ledger", "ledger"];
        using var process = Mpirun.Start(_shell.Folder, 2, line);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        while (!process.HasExited && Checkpoint("ledger").Length == 0)
            await Task.Delay(20);
        // A file where rank 0 makes a folder for its next checkpoint.
        var obstacle = Run("ledger").CheckpointFolder + ".new";
        while (!process.HasExited && !File.Exists(obstacle))
        {
            try
            {
                await File.WriteAllTextAsync(obstacle, "");
            }
            catch (Exception busy) when (busy is IOException or UnauthorizedAccessException) { }
        }
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var end = patience.Token.Register(() => process.Kill(entireProcessTree: true));
        await process.WaitForExitAsync();
        Assert.False(patience.IsCancellationRequested, "the ranks did not end");
        Assert.True(process.ExitCode == 4, await error);
        Assert.Contains("failed: ", await output);
        File.Delete(obstacle);
        await Done(2, line);
    }

    [Fact]
    public async Task A_finished_run_is_answered_from_the_ledger()
    {
        string[] line = [.. Settings, "--steps", "5", "--ledger", "ledger"];
        await Done(2, line);
        var again = await Mpirun.Run(_shell.Folder, 2, line);
        Assert.Equal(0, again.Code);
        Assert.Contains("answered from the ledger", again.Out);
        Assert.Single(again.Out.Split('\n'), text => text.StartsWith("completed:", StringComparison.Ordinal));
        var longer = await Mpirun.Run(_shell.Folder, 2, [.. line, "--eval-lengths", "24"]);
        Assert.True(longer.Code == 0, longer.Error);
        Assert.Contains("at 24 tokens", longer.Out);
    }

    [Fact]
    public async Task A_library_that_cannot_be_loaded_is_named()
    {
        _shell.Write("libmpi.so.40", "not a library");
        var start = new ProcessStartInfo(WorkbenchProgram.Path, [.. Settings, "--steps", "5"])
        {
            WorkingDirectory = _shell.Folder,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = start.Environment["LD_LIBRARY_PATH"] = _shell.Folder;
        (start.Environment["OMPI_COMM_WORLD_SIZE"], start.Environment["OMPI_COMM_WORLD_RANK"]) = ("2", "0");
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(2, process.ExitCode);
        Assert.Contains("Open MPI's library cannot be loaded (got libmpi.so.40). Install it", error);
    }

    private async Task<RunFolder> Done(int ranks, string[] line)
    {
        var (code, output, error) = await Mpirun.Run(_shell.Folder, ranks, line);
        Assert.True(code == 0, error);
        Assert.Contains("completed: ", output);
        return Run(line[^1]);
    }

    private RunFolder Run(string ledger) =>
        new(Path.GetDirectoryName(Directory.GetFiles(_shell.In(ledger), "config.yaml", SearchOption.AllDirectories).Single())!);

    /// <summary>The state of the newest checkpoint; "" while there is none, or another is taking its place.</summary>
    private string Checkpoint(string ledger)
    {
        try
        {
            return File.ReadAllText(Path.Combine(Run(ledger).CheckpointFolder, "state.json"));
        }
        catch (Exception early) when (early is IOException or InvalidOperationException)
        {
            return "";
        }
    }

    private static IEnumerable<StepCompleted> Steps(RunFolder run) => run.ReadEvents().OfType<StepCompleted>();

    /// <summary>What a run has computed, without times: every step, every evaluation, the weights.</summary>
    private static string Numbers(RunFolder run) =>
        string.Join(
            '\n',
            run.ReadEvents()
                .Select(one => one is StepCompleted step ? step with { TokensPerSecond = 0 } : one)
                .Select(one => $"{one}")
                .Append(Hash(Weights(run)))
        );

    private string[] Files(string ledger) =>
        [
            .. Directory
                .GetFiles(Path.Combine(_shell.In(ledger), "runs"), "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file => $"{file} {Hash(file)}"),
        ];

    private static string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));

    private static string Weights(RunFolder run) => Path.Combine(run.CheckpointFolder, "model.safetensors");

    // Without the biases of keys: softmax does not depend on them, so that their gradients, and AdamW's steps, are rounding alone.
    private static double WeightDifference(RunFolder one, RunFolder two)
    {
        using var scope = torch.NewDisposeScope();
        var (first, second) = (Read(one), Read(two));
        return first
            .Where(pair => !pair.Key.EndsWith("qkv.bias", StringComparison.Ordinal))
            .Max(pair => (pair.Value - second[pair.Key]).abs().max().item<float>());

        static IReadOnlyDictionary<string, torch.Tensor> Read(RunFolder run)
        {
            using var file = File.OpenRead(Weights(run));
            return Safetensors.Read(file);
        }
    }
}
