using System.Text.Json;
using Workbench.Ablation;
using Workbench.Notebook.Jupyter;
using Workbench.Operations;
using Workbench.Operations.Views;

namespace Workbench.Benches.Tests;

public class BenchKernelTests
{
    private const string Measured = """
        { "starts": 5, "cells": 1000, "jupyter_client": "7.4.9", "medians": {
          "ours": { "ready": 0.2, "first_cell": 0.7, "first_completion": 0.05, "completion": 0.004, "warm_cell": 0.01, "private_bytes": 50e6, "bytes_per_cell": 2e3 },
          "ipykernel 6.17.0": { "ready": 0.5, "first_cell": 0.014, "first_completion": 0.4, "completion": 0.02, "warm_cell": 0.005, "private_bytes": 100e6, "bytes_per_cell": 1e3 } } }
        """;

    private static IReadOnlyList<Comparison> Read(string measured) => BenchKernel.Read(JsonDocument.Parse(measured).RootElement);

    [Fact]
    public void Figures_have_units_ratios_and_goals()
    {
        var read = Read(Measured);
        Assert.Equal(
            ["ready", "first cell", "warm trivial cell", "first completion", "completion", "memory", "growth per trivial cell"],
            read.Select(one => one.Name)
        );
        Assert.Equal((200, 500, "ms", true), (read[0].Ours, read[0].Peer, read[0].Unit, read[0].Reached));
        Assert.Equal(2.5, read[0].Ratio, 9);
        Assert.Equal((600, false), (read[1].Limit, read[1].Reached));
        Assert.Equal((20, true), (read[2].Limit, read[2].Reached));
        Assert.Null(read[5].Reached);
        Assert.Equal(
            "anonymous resident memory, collected before and after, once a quarter as many cells have run; over 1000 cells of one session",
            read[6].Note
        );
        Assert.All(read, one => Assert.Equal("ipykernel 6.17.0", one.PeerName));
    }

    [Fact]
    public void Without_cells_there_is_no_growth() =>
        Assert.DoesNotContain(Read(Measured.Replace("\"cells\": 1000", "\"cells\": 0")), one => one.Name == "growth per trivial cell");

    [Fact]
    public void Ready_at_six_tenths_of_the_peers_is_the_goal()
    {
        Assert.True(Read(Measured.Replace("\"ready\": 0.2", "\"ready\": 0.3"))[0].Reached);
        Assert.False(Read(Measured.Replace("\"ready\": 0.2", "\"ready\": 0.31"))[0].Reached);
    }

    [Fact]
    public void Other_kernels_of_CSharp_have_goals_of_their_own()
    {
        const string more = """
            "dotnet-interactive": { "ready": 1.0, "first_cell": 2, "first_completion": 1, "completion": 0.1, "warm_cell": 0.1, "private_bytes": 200e6, "bytes_per_cell": 5e3 },
            "the other build": { "ready": 0.191, "first_cell": 0.66, "first_completion": 0.05, "completion": 0.004, "warm_cell": 0.01, "private_bytes": 50e6, "bytes_per_cell": 2e3 },
            "ipykernel 6.17.0"
            """;
        var read = Read(Measured.Replace("\"ipykernel 6.17.0\"", more, StringComparison.Ordinal));
        Assert.Equal(21, read.Count);
        var ready = read.Single(one => one is { PeerName: "dotnet-interactive", Name: "ready" });
        Assert.Equal((5.0, 4.0, true), (Math.Round(ready.Ratio, 9), ready.Goal, ready.Reached));
        Assert.All(read.Where(one => one.PeerName == "dotnet-interactive" && one.Name != "ready"), one => Assert.Null(one.Reached));
        // 0.2 s after 0.191 is within a twentieth, 0.7 s after 0.66 is not.
        Assert.True(read.Single(one => one is { PeerName: "the other build", Name: "ready" }).Reached);
        Assert.False(read.Single(one => one is { PeerName: "the other build", Name: "first cell" }).Reached);
    }

    [Fact]
    public void The_table_says_what_was_reached()
    {
        var table = Assert.IsType<ResultTable>(BenchView.Of(Read(Measured)).Parts[0]);
        Assert.Equal(
            [
                "ready",
                "200",
                "500",
                "ms",
                "2.50",
                "1.67",
                "reached",
                "against ipykernel 6.17.0; from the process' start to the reply to kernel_info; median of 5 starts",
            ],
            table.Rows[0]
        );
        Assert.Equal(["700", "14.00", "ms", "0.02", "at most 600 ms", "missed"], table.Rows[1].Skip(1).Take(6));
        Assert.Equal(["50.00", "100", "MB", "2.00", "", ""], table.Rows[5].Skip(1).Take(6));
    }

    [Fact]
    public async Task What_cannot_be_measured_is_refused()
    {
        using var folder = new TemporaryFolder();
        var bench = new BenchKernel(
            new HostEnvironment(
                new XdgFolders(folder.Path, folder.Path, folder.Path),
                TimeProvider.System,
                folder.Path,
                _ => null,
                new WorkerCommand("worker", []),
                folder.Path
            )
        );
        var counts = await Assert.ThrowsAsync<InvalidInputException>(() =>
            bench.RunAsync(new(Starts: 0), new Progress<OperationEvent>(), TestContext.Current.CancellationToken)
        );
        Assert.Equal(
            "a bench starts its kernels at least once and runs no negative number of cells (got --starts 0 --cells 1000)",
            counts.Message
        );
        var script = await Assert.ThrowsAsync<InvalidInputException>(() =>
            bench.RunAsync(new(), new Progress<OperationEvent>(), TestContext.Current.CancellationToken)
        );
        Assert.StartsWith("benches are run from a clone, where their peers' scripts are", script.Message);
    }

    [Fact]
    public async Task A_missing_peer_is_named_with_its_package()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("bench"));
        folder.Write(Path.Combine("bench", "kernel.py"), "import a_module_that_is_not_there\n");
        var bench = new BenchKernel(
            new HostEnvironment(
                new XdgFolders(folder.Path, folder.Path, folder.Path),
                TimeProvider.System,
                folder.Path,
                _ => null,
                new WorkerCommand("worker", []),
                folder.Path
            )
        );
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() =>
            bench.RunAsync(new(), new Progress<OperationEvent>(), TestContext.Current.CancellationToken)
        );
        Assert.Equal(
            "the peer of this bench comes with python3-ipykernel python3-jupyter-client (got ModuleNotFoundError: No module "
                + "named 'a_module_that_is_not_there'). "
                + "If it is missing, install it: apt-get install python3-ipykernel python3-jupyter-client",
            refused.Message
        );
    }
}
