using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Cli.Commands;

/// <summary>
/// Commands that the launcher runs itself, because it first builds projects that are not part of the product. Only their help is here.
/// </summary>
internal static class LauncherCommands
{
    public static Command Test(Terminal terminal) =>
        Create(
            terminal,
            "test",
            "Build and run every test",
            [new("test Positions", "tests whose full name contains the text")],
            new Argument<string?>("filter") { Description = "A part of a test's full name", Arity = ArgumentArity.ZeroOrOne }
        );

    public static Command Bench(Terminal terminal)
    {
        var bench = new Argument<string?>("bench") { Description = "What is measured", Arity = ArgumentArity.ZeroOrOne };
        bench.AcceptOnlyFromAmong("kernel", "train", "attention", "kernels", "faults", "sweep", "tokenizers");
        return Create(
            terminal,
            "bench",
            "Measure this machine against peers",
            [new("bench train --help", "what one bench measures, and its options")],
            bench
        );
    }

    private static OperationCommand Create(
        Terminal terminal,
        string name,
        string summary,
        IReadOnlyList<Example> examples,
        Argument argument
    )
    {
        var command = new OperationCommand(name, $"{summary} (done by the launcher ./workbench)", examples);
        command.Arguments.Add(argument);
        command.SetAction(_ =>
        {
            terminal.Error.WriteLine($"error: the launcher builds and runs this command. Run {new CommandRef(name)} in the clone");
            return (int)ExitCode.BadUsage;
        });
        return command;
    }
}
