using System.CommandLine.Parsing;

namespace Workbench.Operations;

/// <summary>
/// A command that a message mentions. <see cref="ToString"/> gives it as the user types it: for a shell, or for a notebook cell.
/// </summary>
/// <param name="Line">The command's name and its arguments: "runs list".</param>
public readonly record struct CommandRef(string Line)
{
    /// <inheritdoc/>
    public override string ToString() => (OperationScope.Current?.Surface ?? CommandSurface.Shell).Call(Line);
}

/// <summary>
/// The place where the user types commands: <c>./workbench ablate</c> in a shell, <c>#!ablate</c> in a notebook.
/// </summary>
public sealed class CommandSurface
{
    private const string ShellPrefix = "./workbench ";

    private readonly string _prefix;
    private readonly Func<string, bool> _has;

    private CommandSurface(string prefix, Func<string, bool> has) => (_prefix, _has) = (prefix, has);

    /// <summary>The shell.</summary>
    public static CommandSurface Shell { get; } = new(ShellPrefix, _ => true);

    /// <summary>A notebook cell.</summary>
    /// <param name="has">Whether a command exists as a magic. Other commands are written as in a shell.</param>
    public static CommandSurface Notebook(Func<string, bool> has) => new("#!", has);

    /// <summary>A command line as the user types it: "./workbench data list", "#!data list".</summary>
    /// <param name="line">The command's name and its arguments.</param>
    public string Call(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return (_has(line.Split(' ')[0]) ? _prefix : ShellPrefix) + line;
    }

    /// <summary>The command as the user calls it: "./workbench data get".</summary>
    internal string PathOf(CommandResult command)
    {
        var name = command.Command.Name;
        return command.Parent is CommandResult parent ? $"{PathOf(parent)} {name}"
            : name.StartsWith("#!", StringComparison.Ordinal) ? name
            : $"./{name}";
    }

    /// <summary>Whether an example applies here. A notebook displays results, so examples with --json are left out.</summary>
    internal bool Suits(Example example) => _prefix == ShellPrefix || !example.Line.Contains("--json", StringComparison.Ordinal);
}
