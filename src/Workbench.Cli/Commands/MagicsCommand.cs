using System.CommandLine;
using System.Text.Json;
using Workbench.Notebook.Magics;
using Workbench.Operations;

namespace Workbench.Cli.Commands;

/// <summary>The hidden command that describes the magics to another host (.NET Interactive), as JSON on standard output.</summary>
internal static class MagicsCommand
{
    public static Command Create(Terminal terminal, HostEnvironment hostEnvironment)
    {
        var command = new Command("magics", "Describes the magics to another host") { Hidden = true };
        command.SetAction(_ =>
            terminal.Out.WriteLine(JsonSerializer.Serialize(MagicDescriptions.Of(hostEnvironment), JsonSerializerOptions.Web))
        );
        return command;
    }
}
