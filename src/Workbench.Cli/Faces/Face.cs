using System.CommandLine;
using Workbench.Cli.Progress;
using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>Turns operations into commands: options in, progress on standard error, the result on standard output as text or JSON.</summary>
/// <param name="terminal">The streams.</param>
/// <param name="clock">The time.</param>
internal sealed class Face(Terminal terminal, TimeProvider clock)
{
    /// <summary>The streams.</summary>
    public Terminal Terminal => terminal;

    /// <summary>The command of an operation.</summary>
    /// <param name="operation">What is asked for.</param>
    /// <param name="render">Writes the result for a person.</param>
    /// <param name="json">Whether <c>--json</c> is offered: wherever there is a table.</param>
    public OperationCommand Of<TOptions, TResult>(Operation<TOptions, TResult> operation, Action<Terminal, TResult> render, bool json = true)
    {
        var command = new OperationCommand(operation.Name, operation.Summary, operation.Examples);
        operation.Define(command);
        var asJson = new Option<bool>("--json") { Description = "Write the result as JSON" };
        if (json)
            command.Options.Add(asJson);
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = operation.Bind(parsed);
            // Text that streams would break the one document of --json.
            var view = ProgressView.For(terminal with { Out = json && parsed.GetValue(asJson) ? TextWriter.Null : terminal.Out }, clock);
            var result = await view.RunAsync(progress => operation.RunAsync(options, progress, cancellation)).ConfigureAwait(false);
            if (json && parsed.GetValue(asJson))
                Json.Write(terminal.Out, result);
            else
                render(terminal, result);
            return (int)(result is IOutcome outcome ? outcome.ExitCode : ExitCode.Done);
        });
        return command;
    }

    /// <summary>A command that only holds others: "data", "runs".</summary>
    public static OperationCommand Group(OperationGroup group, params IReadOnlyList<Command> commands)
    {
        var whole = new OperationCommand(group.Name, group.Summary, group.Examples);
        foreach (var command in commands)
            whole.Subcommands.Add(command);
        return whole;
    }
}
