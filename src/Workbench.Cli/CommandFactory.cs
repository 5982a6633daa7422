using System.CommandLine;
using Workbench.Cli.Progress;
using Workbench.Operations;

namespace Workbench.Cli;

/// <summary>
/// Makes commands from operations. A command writes progress to standard error and the result to standard output, as text or JSON.
/// </summary>
/// <param name="terminal">The streams.</param>
/// <param name="clock">The time source.</param>
internal sealed class CommandFactory(Terminal terminal, TimeProvider clock) : IOperationVisitor<OperationCommand>
{
    /// <summary>The streams.</summary>
    public Terminal Terminal => terminal;

    /// <inheritdoc/>
    public OperationCommand Visit<TOptions, TResult>(Operation<TOptions, TResult> operation)
        where TResult : notnull => Of(operation, Write);

    /// <inheritdoc/>
    public OperationCommand Visit(OperationGroup group) =>
        Group(group.Name, group.Summary, group.Examples, [.. group.Operations.Select(one => one.Accept(this))]);

    /// <summary>The command of an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="render">Writes the result as text.</param>
    public OperationCommand Of<TOptions, TResult>(Operation<TOptions, TResult> operation, Action<Terminal, TResult> render)
        where TResult : notnull
    {
        var command = new OperationCommand(operation.Name, operation.Summary, operation.Examples);
        operation.Define(command);
        var asJson = new Option<bool>("--json") { Description = "Write the result as JSON" };
        command.Options.Add(asJson);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                // With --json, standard output must be a single JSON document, without streamed text.
                var view = ProgressView.For(terminal with { Out = parsed.GetValue(asJson) ? TextWriter.Null : terminal.Out }, clock);
                var result = await view.RunAsync(async progress =>
                    {
                        await Task.Run(() => operation.Fetch(parsed, progress, cancellation), cancellation).ConfigureAwait(false);
                        return await operation.RunAsync(operation.Bind(parsed), progress, cancellation).ConfigureAwait(false);
                    })
                    .ConfigureAwait(false);
                if (parsed.GetValue(asJson))
                    Json.Write(terminal.Out, result);
                else
                    render(terminal, result);
                return (int)(result is IPartialResult outcome ? outcome.ExitCode : ExitCode.Done);
            }
        );
        return command;
    }

    /// <summary>A command that only has subcommands: "data", "runs".</summary>
    public static OperationCommand Group(
        string name,
        string summary,
        IReadOnlyList<Example> examples,
        params IReadOnlyList<Command> commands
    )
    {
        var group = new OperationCommand(name, summary, examples);
        foreach (var command in commands)
            group.Subcommands.Add(command);
        return group;
    }

    private static void Write<TResult>(Terminal terminal, TResult result)
        where TResult : notnull
    {
        switch (result)
        {
            // The text was streamed already; only the line end is missing.
            case GenerateResult:
                terminal.Out.WriteLine();
                break;
            // Only the folder, for scripts.
            case DataItem item:
                terminal.Out.WriteLine(item.Folder);
                break;
            default:
                Tables.Write(terminal, result);
                break;
        }
        if (result is TrainResult { TryLine: { } line })
            terminal.Out.WriteLine($"try it: {line}");
    }
}
