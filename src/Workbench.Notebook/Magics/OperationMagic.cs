using System.CommandLine;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Notebook.Display;
using Workbench.Notebook.Magics.Live;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>The notebook as a surface of operations: each becomes a magic.</summary>
internal sealed class MagicSurface : IOperationVisitor<Magic>
{
    /// <inheritdoc/>
    public Magic Visit<TOptions, TResult>(Operation<TOptions, TResult> operation)
        where TResult : notnull => new OperationMagic<TOptions, TResult>(operation);

    /// <inheritdoc/>
    public Magic Visit(OperationGroup group) => new MagicGroup(group, [.. group.Operations.Select(one => one.Accept(this))]);
}

/// <summary>
/// An operation as a magic: the same arguments and options as in the shell, live progress, and the typed result shown and bound.
/// </summary>
internal sealed class OperationMagic<TOptions, TResult>(Operation<TOptions, TResult> operation) : Magic
    where TResult : notnull
{
    private readonly Option<string?> _variable = new("--name")
    {
        Description = "Also make the result a C# variable of this name",
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
        // Before anything runs: an hour of training must not end at a name that is none.
        var variable = call.Parsed.GetValue(_variable);
        if (variable is not null && (!SyntaxFacts.IsValidIdentifier(variable) || SyntaxFacts.GetKeywordKind(variable) != SyntaxKind.None))
            throw new InvalidInputException(
                "must be a name for a C# variable",
                variable,
                "letters, digits and _, and no keyword",
                null,
                "--name"
            );
        var options = operation.Bind(call.Parsed);
        var live = LiveOutput.In(call.Cell, call.Host.HostEnvironment);
        // At once: who waits for the cell does not wait until the last worker has ended.
        using var told = call.Cell.Cancellation.Register(() => live.Close(CellStatus.Interrupted));
        TResult result;
        try
        {
            // On the pool, with a token: operations are never aborted.
            result = await Task.Run(() => operation.RunAsync(options, live, call.Cell.Cancellation), CancellationToken.None)
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

    /// <summary>The result's own type where C# can name it: lists come as arrays of compilers' own kinds.</summary>
    private static Type TypeOf(TResult result) =>
        result?.GetType() is { IsVisible: true } type && !typeof(TResult).IsInterface ? type : typeof(TResult);
}

/// <summary>An operation's result was less than was asked for; what there is has been shown.</summary>
/// <param name="name">The operation.</param>
/// <param name="code">What its command would exit with.</param>
/// <param name="shortfall">What it is less than was asked for; null leaves that to the exit code.</param>
internal sealed class UnfinishedException(string name, ExitCode code, string? shortfall)
    : WorkbenchException(
        code switch
        {
            _ when shortfall is not null => $"#!{name}: {shortfall}",
            ExitCode.RunFailed =>
                $"#!{name}: not every run succeeded; what is shown above says which, and why. Run the cell again to try those once more.",
            ExitCode.NotReproduced => $"#!{name}: a recorded result did not reproduce; what is shown above says which.",
            ExitCode.TimedOut => $"#!{name}: the time was up before everything was done. Run the cell again to go on.",
            ExitCode.Interrupted => $"#!{name}: interrupted; what was finished is kept. Run the cell again to go on.",
            _ => $"#!{name}: not everything that was asked for could be done; what is shown above says what.",
        }
    )
{
    public override ExitCode ExitCode => code;
}
