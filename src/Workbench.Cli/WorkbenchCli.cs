using System.CommandLine;
using System.CommandLine.Help;
using Workbench.Cli.Commands;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Operations;

namespace Workbench.Cli;

/// <summary>The command-line program: parses and runs a command, and turns exceptions into messages and exit codes.</summary>
public sealed class WorkbenchCli
{
    // "@x" is an ordinary argument, not a response file; "-xyz" is one option, not three.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    private readonly HostEnvironment _host;
    private readonly Terminal _terminal;
    private readonly Func<CommandFactory, IEnumerable<Command>> _commands;

    /// <summary>The program with every command of the product.</summary>
    /// <param name="host">The environment of the operations.</param>
    /// <param name="terminal">The streams.</param>
    /// <param name="interpreter">Creates the notebook's interpreter, for commands that run cells.</param>
    /// <param name="scripts">The scripts that notebook outputs need on an HTML page; null for none.</param>
    public WorkbenchCli(
        HostEnvironment host,
        Terminal terminal,
        Func<HostEnvironment, IInterpreter> interpreter,
        ScriptLibrary? scripts = null
    )
        : this(host, terminal, commands => CommandTree.All(commands, host, interpreter, scripts ?? ScriptLibrary.Empty)) { }

    /// <summary>A program with commands of its own.</summary>
    internal WorkbenchCli(HostEnvironment host, Terminal terminal, Func<CommandFactory, IEnumerable<Command>> commands) =>
        (_host, _terminal, _commands) = (host, terminal, commands);

    /// <summary>Parses a command line without running it.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments) => Parse(arguments, out _, out _);

    private ParseResult Parse(IReadOnlyList<string> arguments, out Option help, out Option<bool> version)
    {
        help = new HelpOption("--help", "-h", "-?") { Description = "Show this help" };
        help.Action = new HelpText((HelpAction)help.Action!, CommandSurface.Shell);
        version = new Option<bool>("--version") { Description = "Show the version" };
        return Root(help, version).Parse(arguments, Parser);
    }

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The arguments after the program's name.</param>
    /// <param name="cancellation">Cancelled by the first Ctrl-C.</param>
    public async Task<ExitCode> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        try
        {
            var parsed = Parse(arguments, out var help, out var version);
            if (parsed.GetResult(help) is null)
            {
                if (parsed.GetValue(version))
                {
                    _terminal.Out.WriteLine($"workbench {ProductVersion.Text}");
                    return ExitCode.Done;
                }
                if (ParseErrors.Of(parsed, CommandSurface.Shell) is { Count: > 0 } faults)
                    throw new InvalidInputException(faults);
            }
            var invocation = new InvocationConfiguration
            {
                Output = _terminal.Out,
                Error = _terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return (ExitCode)await parsed.InvokeAsync(invocation, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            return ErrorText.Write(_terminal.Error, exception, new FaultLog(_host, arguments).Keep);
        }
    }

    /// <summary>The root command. Must be fast, because every command line needs it, including --help and completion.</summary>
    private OperationCommand Root(Option help, Option version)
    {
        var commands = new CommandFactory(_terminal, _host.Clock);
        var root = new OperationCommand(
            "workbench",
            "Ablation studies of transformers: what does this architectural choice do?",
            [
                new(
                    "ablate placement=pre,post position=sinusoidal,rope,alibi --data sotu",
                    "compare six variants on real text, with paired verdicts and a report"
                ),
                new("generate RUN --prompt 'My fellow'", "generate text with a trained model"),
                new("doctor", "versions, kernels and problems of this machine"),
                new("COMMAND --help", "help on one command"),
            ]
        );
        root.Subcommands.Add(CompletionCommand.Complete(_terminal, Parse));
        foreach (var command in _commands(commands))
            root.Subcommands.Add(command);
        root.Options.Add(help);
        root.Options.Add(version);
        return root;
    }
}
