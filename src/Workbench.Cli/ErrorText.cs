using Workbench.Kernels.Runtime;
using Workbench.Operations;

namespace Workbench.Cli;

/// <summary>How an error reads in a shell.</summary>
public static class ErrorText
{
    /// <summary>Writes what the user has to know, and gives the exit code.</summary>
    /// <param name="error">Where to write: standard error.</param>
    /// <param name="exception">What ended the command.</param>
    /// <param name="log">Keeps the details of an internal fault; returns where.</param>
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
                error.WriteLine("interrupted; finished runs are kept, and the same command goes on from there");
                return ExitCode.Interrupted;
            case TorchRuntimeException missing:
                error.WriteLine($"error: {missing.Message}");
                return ExitCode.BadUsage;
            case DllNotFoundException missing:
                error.WriteLine(
                    $"error: a native library could not be loaded: {missing.Message.Split('\n')[0]}. {new CommandRef("doctor")} "
                        + $"says what is missing"
                );
                return ExitCode.BadUsage;
            default:
                error.WriteLine($"internal fault: {exception.GetType().Name}: {exception.Message.Split('\n')[0]}");
                if (log(exception) is { } file)
                    error.WriteLine($"This is a defect of the Workbench. The details are in {file}");
                return ExitCode.InternalFault;
        }
    }

    /// <summary>What is wrapped by tasks and type initialisers says nothing to a user.</summary>
    private static Exception Innermost(Exception exception) =>
        exception switch
        {
            AggregateException { InnerExceptions.Count: 1, InnerException: { } inner } => Innermost(inner),
            TypeInitializationException { InnerException: { } inner } => Innermost(inner),
            System.Reflection.TargetInvocationException { InnerException: { } inner } => Innermost(inner),
            _ => exception,
        };
}
