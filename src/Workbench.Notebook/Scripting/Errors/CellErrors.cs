using System.Reflection;
using Microsoft.CodeAnalysis;
using Workbench.Kernels.Runtime;
using Workbench.Operations;

namespace Workbench.Notebook.Scripting.Errors;

/// <summary>Formats exceptions of cells.</summary>
/// <param name="frames">Formats the stack frames in user code.</param>
/// <param name="surface">The form of command names.</param>
internal sealed class CellErrors(UserFrames frames, CommandSurface surface)
{
    /// <summary>The error name of an interrupted cell.</summary>
    internal const string Interrupted = "Interrupted";

    /// <summary>The error output of an exception.</summary>
    /// <param name="exception">The exception that ended the cell.</param>
    /// <param name="cell">The cell; null for code that cannot be interrupted.</param>
    internal ErrorOutput Of(Exception exception, CellContext? cell)
    {
        var stopped = cell is { Cancellation.IsCancellationRequested: true };
        return Innermost(exception) switch
        {
            ScriptCompilationException wrong => CompilationText.Of(wrong),
            OperationCanceledException when stopped => new(
                Interrupted,
                "the cell was interrupted; completed assignments are kept",
                [Ansi.Red("interrupted") + "; completed assignments are kept"]
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
                        + $"a native library could not be loaded: {FirstLine(missing.Message)}. {surface.Call("doctor")} shows what "
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

    // Unwraps the wrappers of tasks, reflection and type initialisers.
    private static Exception Innermost(Exception exception) =>
        exception switch
        {
            AggregateException { InnerExceptions.Count: 1, InnerException: { } inner } => Innermost(inner),
            TypeInitializationException { InnerException: { } inner } => Innermost(inner),
            TargetInvocationException { InnerException: { } inner } => Innermost(inner),
            _ => exception,
        };
}
