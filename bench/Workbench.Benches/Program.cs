using System.CommandLine;
using Workbench.Ablation;
using Workbench.Cli;
using Workbench.Operations;

namespace Workbench.Benches;

/// <summary>
/// <c>./workbench bench</c>: the launcher builds this program and starts it with the command line as it is. It is no part of the product.
/// </summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments) =>
        Cli.Program.RunAsync(
            arguments,
            (host, terminal) =>
            {
                // Studies and other builds are compared with the published program, which is what users run.
                var program = host.Variable("WORKBENCH_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "workbench-cli");
                var environment = host with { Worker = new WorkerCommand(program, ["worker"]) };
                return new WorkbenchCli(environment, terminal, commands => [Command(commands, environment)]);
            }
        );

    /// <summary>The command <c>bench</c> with one subcommand per bench.</summary>
    internal static Command Command(CommandFactory commands, HostEnvironment host)
    {
        var (train, attention, kernels) = (new BenchTrain(host), new BenchAttention(host), new BenchKernels(host));
        return CommandFactory.Group(
            "bench",
            "Measure this machine against peers",
            [
                new("bench kernel", "the notebook kernel against ipykernel"),
                new("bench train", "training of three models"),
                new("bench attention", "attention: time, memory, decoding"),
                new("bench kernels", "every native kernel"),
                new("bench faults", "studies whose processes are killed"),
                new("bench sweep", "10,000 finished runs: plan, answer, list"),
                new("bench tokenizers", "encoding against gpt-tokenizer and spm_encode"),
            ],
            commands.Of(new BenchKernel(host), (to, comparisons) => Tables.Write(to, BenchView.Of(comparisons))),
            commands.Of(train, Write),
            commands.Of(attention, Write),
            commands.Of(kernels, Write),
            commands.Of(new BenchFaults(host), (to, report) => Tables.Write(to, BenchFaults.View(report))),
            commands.Of(new BenchSweep(host), (to, report) => Tables.Write(to, BenchSweep.View(report))),
            commands.Of(new BenchTokenizers(host), (to, comparisons) => Tables.Write(to, BenchView.Of(comparisons))),
            commands.Of(new MemorySide([train, attention, kernels]), (to, bytes) => to.Out.WriteLine(bytes))
        );
    }

    private static void Write(Terminal terminal, BenchReport report) => Tables.Write(terminal, BenchView.Of(report));
}
