using System.CommandLine.Parsing;

namespace Workbench.Operations;

/// <summary>
/// A command of the Workbench in a text. It reads as it is typed where the text is made: in a shell, or in a notebook's cell.
/// </summary>
/// <param name="Line">The command's name and its arguments: "runs list".</param>
public readonly record struct CommandRef(string Line)
{
    /// <inheritdoc/>
    public override string ToString() => (OperationScope.Current?.Surface ?? CommandSurface.Shell).Call(Line);
}

/// <summary>
/// Where a command is typed, which decides how it is written: <c>./workbench ablate</c> in a shell, <c>#!ablate</c> in a notebook.
/// </summary>
public sealed class CommandSurface
{
    private const string ShellPrefix = "./workbench ";

    private readonly string _prefix;
    private readonly Func<string, bool> _has;

    private CommandSurface(string prefix, Func<string, bool> has) => (_prefix, _has) = (prefix, has);

    /// <summary>The shell.</summary>
    public static CommandSurface Shell { get; } = new(ShellPrefix, _ => true);

    /// <summary>A notebook's cell.</summary>
    /// <param name="has">Whether a command exists there; others are still called as in a shell.</param>
    public static CommandSurface Notebook(Func<string, bool> has) => new("#!", has);

    /// <summary>A line as it is typed here: "./workbench data list", "#!data list".</summary>
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

    /// <summary>Whether an example makes sense here: a notebook shows results, it has no use for JSON on standard output.</summary>
    internal bool Suits(Example example) => _prefix == ShellPrefix || !example.Line.Contains("--json", StringComparison.Ordinal);
}
