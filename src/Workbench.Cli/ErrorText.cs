using Workbench.Kernels.Runtime;
using Workbench.Operations;

namespace Workbench.Cli;

/// <summary>Writes errors for the shell.</summary>
public static class ErrorText
{
    /// <summary>Writes the message of an exception and returns the exit code.</summary>
    /// <param name="error">Standard error.</param>
    /// <param name="exception">The exception that ended the command.</param>
    /// <param name="log">Saves the details of an internal fault and returns the file; null when it could not be saved.</param>
    public static ExitCode Write(TextWriter error, Exception exception, Func<Exception, string?> log)
    {
        exception = Innermost(exception);
        switch (exception)
        {
            case InvalidInputException invalid:
                foreach (var fault in invalid.Faults)
                    error.WriteLine($"error: {fault}");
                return invalid.ExitCode;
            case WorkbenchException foreseen:
                error.WriteLine($"error: {foreseen.Message}");
                return foreseen.ExitCode;
            case OperationCanceledException:
                error.WriteLine("interrupted; finished runs are kept, and the same command resumes");
                return ExitCode.Interrupted;
            case TorchRuntimeException missing:
                error.WriteLine($"error: {missing.Message}");
                return ExitCode.BadUsage;
            case DllNotFoundException missing:
                error.WriteLine(
                    $"error: a native library could not be loaded: {missing.Message.Split('\n')[0]}. {new CommandRef("doctor")} "
                        + "shows what is missing"
                );
                return ExitCode.BadUsage;
            default:
                error.WriteLine($"internal fault: {exception.GetType().Name}: {exception.Message.Split('\n')[0]}");
                if (log(exception) is { } file)
                    error.WriteLine($"This is a defect of the Workbench. The details are in {file}");
                return ExitCode.InternalFault;
        }
    }

    /// <summary>Unwraps exceptions of tasks, type initialisers and reflection, whose own messages do not help the user.</summary>
    private static Exception Innermost(Exception exception) =>
        exception switch
        {
            AggregateException { InnerExceptions.Count: 1, InnerException: { } inner } => Innermost(inner),
            TypeInitializationException { InnerException: { } inner } => Innermost(inner),
            System.Reflection.TargetInvocationException { InnerException: { } inner } => Innermost(inner),
            _ => exception,
        };
}
