using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Workbench.Operations;

/// <summary>The help of System.CommandLine, followed by examples.</summary>
/// <param name="standard">The help that System.CommandLine writes.</param>
/// <param name="surface">Where the command is typed.</param>
public sealed class HelpText(HelpAction standard, CommandSurface surface) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        ArgumentNullException.ThrowIfNull(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var code = standard.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not OperationCommand { Examples: { Count: > 0 } examples })
            return code;
        output.WriteLine("Examples:");
        foreach (var example in examples.Where(surface.Suits))
        {
            output.WriteLine($"  {surface.Call(example.Line)}");
            output.WriteLine($"      {example.Meaning}");
        }
        return code;
    }
}
