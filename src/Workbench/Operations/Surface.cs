using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Workbench.Operations;

/// <summary>Where a command is typed, which decides how help and errors call it: <c>./workbench ablate</c> in a shell, <c>#!ablate</c> in a notebook.</summary>
public sealed partial class Surface
{
    /// <summary>What texts of operations say, whoever asks.</summary>
    private const string ShellPrefix = "./workbench ";

    private readonly string _prefix;
    private readonly Func<string, bool> _has;

    private Surface(string prefix, Func<string, bool> has) => (_prefix, _has) = (prefix, has);

    /// <summary>The shell.</summary>
    public static Surface Shell { get; } = new(ShellPrefix, _ => true);

    /// <summary>A notebook's cell.</summary>
    /// <param name="has">Whether a command exists there; others are still called as in a shell.</param>
    public static Surface Notebook(Func<string, bool> has) => new("#!", has);

    /// <summary>A line as it is typed here: "./workbench data list", "#!data list".</summary>
    /// <param name="line">The command's name and its arguments.</param>
    public string Call(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return (_has(line.Split(' ')[0]) ? _prefix : ShellPrefix) + line;
    }

    /// <summary>A text of an operation, with every command called as it is typed here.</summary>
    public string Text(string text) => _prefix == ShellPrefix ? text : Calls().Replace(text, call => Call(call.Groups[1].Value));

    /// <summary>A fault, with every command called as it is typed here.</summary>
    public Fault Text(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return fault with { Rule = Text(fault.Rule), NextStep = fault.NextStep is null ? null : Text(fault.NextStep) };
    }

    /// <summary>The command as the user calls it: "./workbench data get".</summary>
    internal string PathOf(CommandResult command)
    {
        var name = command.Command.Name;
        return command.Parent is CommandResult parent ? $"{PathOf(parent)} {name}" : name.StartsWith("#!", StringComparison.Ordinal) ? name : $"./{name}";
    }

    /// <summary>Whether an example makes sense here: a notebook shows results, it has no use for JSON on standard output.</summary>
    internal bool Suits(Example example) => _prefix == ShellPrefix || !example.Line.Contains("--json", StringComparison.Ordinal);

    [GeneratedRegex(@"\./workbench ([a-z][a-z-]*)")]
    private static partial Regex Calls();
}
