using System.Reflection;
using Microsoft.CodeAnalysis;
using Workbench.Kernels.Runtime;
using Workbench.Operations;

namespace Workbench.Notebook.Scripting.Errors;

/// <summary>How what ended a cell reads in a notebook.</summary>
/// <param name="frames">Shows where in the cells it was thrown.</param>
/// <param name="surface">How commands are called.</param>
internal sealed class CellErrors(UserFrames frames, CommandSurface surface)
{
    /// <summary>The name of the error of a cell that was interrupted.</summary>
    internal const string Interrupted = "Interrupted";

    /// <summary>Makes the output.</summary>
    /// <param name="exception">What ended the cell.</param>
    /// <param name="cell">The cell; null when nothing can have interrupted it.</param>
    internal ErrorOutput Of(Exception exception, CellContext? cell)
    {
        var stopped = cell is { Cancellation.IsCancellationRequested: true };
        return Innermost(exception) switch
        {
            ScriptCompilationException wrong => CompilationText.Of(wrong),
            OperationCanceledException when stopped => new(
                Interrupted,
                "the cell was interrupted; what it had assigned is kept",
                [Ansi.Red("interrupted") + "; what the cell had assigned is kept"]
            ),
            InvalidInputException invalid => new(
                nameof(InvalidInputException),
                invalid.Message,
                [.. invalid.Faults.Select(fault => Ansi.Red("error: ") + fault), .. frames.Of(invalid)]
            ),
            WorkbenchException foreseen => new(
                foreseen.GetType().Name,
                foreseen.Message,
                [Ansi.Red("error: ") + foreseen.Message, .. frames.Of(foreseen)]
            ),
            TorchRuntimeException missing => new(
                nameof(TorchRuntimeException),
                missing.Message,
                [Ansi.Red("error: ") + missing.Message, .. frames.Of(missing)]
            ),
            DllNotFoundException missing => new(
                nameof(DllNotFoundException),
                missing.Message,
                [
                    Ansi.Red("error: ")
                        + $"a native library could not be loaded: {FirstLine(missing.Message)}. {surface.Call("doctor")} says what "
                        + $"is missing",
                    .. frames.Of(missing),
                ]
            ),
            var thrown => new(thrown.GetType().Name, thrown.Message, [.. Thrown(thrown, "")]),
        };
    }

    private IEnumerable<string> Thrown(Exception exception, string lead)
    {
        var lines = exception.Message.ReplaceLineEndings("\n").Split('\n');
        yield return $"{lead}{Ansi.Red(CSharpNames.Short(exception.GetType()))}: {lines[0]}";
        foreach (var line in lines.Skip(1))
            yield return line;
        foreach (var frame in frames.Of(exception))
            yield return frame;
        foreach (
            var cause in exception is AggregateException several ? several.InnerExceptions
            : exception.InnerException is { } one ? [one]
            : Enumerable.Empty<Exception>()
        )
        foreach (var line in Thrown(Innermost(cause), "caused by "))
            yield return line;
    }

    private static string FirstLine(string text) => text.Split('\n')[0];

    // What is wrapped by tasks, reflection and type initialisers says nothing to a user.
    private static Exception Innermost(Exception exception) =>
        exception switch
        {
            AggregateException { InnerExceptions.Count: 1, InnerException: { } inner } => Innermost(inner),
            TypeInitializationException { InnerException: { } inner } => Innermost(inner),
            TargetInvocationException { InnerException: { } inner } => Innermost(inner),
            _ => exception,
        };
}
