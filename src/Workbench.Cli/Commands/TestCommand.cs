using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Cli.Commands;

/// <summary>
/// The launcher builds and runs the tests itself, so that they can also replace this program; here is only its entry in the help.
/// </summary>
internal static class TestCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new OperationCommand(
            "test",
            "Build and run every test (done by the launcher ./workbench)",
            [new Example("test Positions", "the tests whose name contains it")]
        );
        command.Arguments.Add(
            new Argument<string?>("filter") { Description = "A part of a test's full name", Arity = ArgumentArity.ZeroOrOne }
        );
        command.SetAction(_ =>
        {
            terminal.Error.WriteLine($"error: the tests are built and run by the launcher. Run {new CommandRef("test")} in the clone");
            return (int)ExitCode.BadUsage;
        });
        return command;
    }
}
