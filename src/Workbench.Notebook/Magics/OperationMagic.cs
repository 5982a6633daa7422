using System.CommandLine;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Notebook.Display;
using Workbench.Notebook.Magics.Live;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>Makes a magic of each operation.</summary>
internal sealed class MagicSurface : IOperationVisitor<Magic>
{
    /// <inheritdoc/>
    public Magic Visit<TOptions, TResult>(Operation<TOptions, TResult> operation)
        where TResult : notnull => new OperationMagic<TOptions, TResult>(operation);

    /// <inheritdoc/>
    public Magic Visit(OperationGroup group) => new MagicGroup(group, [.. group.Operations.Select(one => one.Accept(this))]);
}

/// <summary>
/// An operation as a magic: arguments and options as in the shell, live progress, and the result shown and optionally set as a variable.
/// </summary>
internal sealed class OperationMagic<TOptions, TResult>(Operation<TOptions, TResult> operation) : Magic
    where TResult : notnull
{
    private readonly Option<string?> _variable = new("--name")
    {
        Description = "Also set a C# variable of this name to the result",
        HelpName = "variable",
    };

    public override string Name => operation.Name;

    public override string Summary => operation.Summary;

    internal override bool IsOperation => true;

    public override IReadOnlyList<Example> Examples => operation.Examples;

    public override void Define(Command command)
    {
        operation.Define(command);
        command.Options.Add(_variable);
    }

    public override async Task RunAsync(MagicCall call)
    {
        // Checked before the run: an hour of training must not end with an invalid name.
        var variable = call.Parsed.GetValue(_variable);
        if (variable is not null && (!SyntaxFacts.IsValidIdentifier(variable) || SyntaxFacts.GetKeywordKind(variable) != SyntaxKind.None))
            throw new InvalidInputException(
                "must be a valid C# variable name",
                variable,
                "letters, digits and _, not a keyword",
                null,
                "--name"
            );
        var live = LiveOutput.In(call.Cell, call.Host.HostEnvironment);
        // Shows the interrupt at once instead of after the end of the last worker.
        using var interrupted = call.Cell.Cancellation.Register(() => live.Close(CellStatus.Interrupted));
        TResult result;
        try
        {
            // On the pool with a cancellation token: operations are never aborted.
            result = await Task.Run(
                    () =>
                    {
                        operation.Fetch(call.Parsed, live, call.Cell.Cancellation);
                        return operation.RunAsync(operation.Bind(call.Parsed), live, call.Cell.Cancellation);
                    },
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            live.Close(exception is OperationCanceledException ? CellStatus.Interrupted : CellStatus.Error);
            throw;
        }
        var parts = DisplayParts.Of(result);
        live.Complete(parts[0]);
        foreach (var figure in parts.Skip(1))
            call.Cell.FrontEnd.Send(new DisplayOutput(Formatting.BundleOf(figure)));
        if (variable is not null)
            call.Host.Set(variable, TypeOf(result), result);
        if (result is IPartialResult { ExitCode: not ExitCode.Done and var code } outcome)
            throw new UnfinishedException(Name, code, outcome.Shortfall);
    }

    /// <summary>The variable's type: the runtime type if C# can name it, otherwise the declared one (for lists of compiler-generated
    /// types).</summary>
    private static Type TypeOf(TResult result) =>
        result?.GetType() is { IsVisible: true } type && !typeof(TResult).IsInterface ? type : typeof(TResult);
}

/// <summary>An operation gave only a partial result, which has been shown.</summary>
/// <param name="name">The operation.</param>
/// <param name="code">The exit code of the command.</param>
/// <param name="shortfall">What is missing; null to describe the exit code.</param>
internal sealed class UnfinishedException(string name, ExitCode code, string? shortfall)
    : WorkbenchException(
        code switch
        {
            _ when shortfall is not null => $"#!{name}: {shortfall}",
            ExitCode.RunFailed =>
                $"#!{name}: some runs failed; the output above lists them with the reasons. Run the cell again to retry them.",
            ExitCode.NotReproduced => $"#!{name}: a recorded result was not reproduced; the output above lists it.",
            ExitCode.TimedOut => $"#!{name}: the time limit was reached. Run the cell again to continue.",
            ExitCode.Interrupted => $"#!{name}: interrupted; finished work is kept. Run the cell again to continue.",
            _ => $"#!{name}: the request was only partly completed; the output above has the details.",
        }
    )
{
    public override ExitCode ExitCode => code;
}
