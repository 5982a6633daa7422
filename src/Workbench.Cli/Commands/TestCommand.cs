using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Cli.Commands;

/// <summary>
/// The help entry of <c>test</c>. The launcher handles the command, because building the tests replaces this program.
/// </summary>
internal static class TestCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new OperationCommand(
            "test",
            "Build and run every test (done by the launcher ./workbench)",
            [new Example("test Positions", "tests whose full name contains the text")]
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
