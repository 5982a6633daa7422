using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>A magic as another host has to know it: its name, and the options that may be written.</summary>
/// <param name="Name">Its name, without the mark.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Options">Its options and those of its parts; other words are arguments.</param>
public sealed record MagicDescription(string Name, string Summary, IReadOnlyList<MagicOption> Options);

/// <summary>An option of a magic.</summary>
/// <param name="Name">As it is written: "--seeds".</param>
/// <param name="Description">What it does.</param>
/// <param name="Flag">Whether it takes no value.</param>
public sealed record MagicOption(string Name, string Description, bool Flag);

/// <summary>Describes magics for other hosts.</summary>
internal static class MagicDescriptions
{
    /// <summary>The operations among the magics: what else a notebook has, another host has of its own.</summary>
    public static IReadOnlyList<MagicDescription> Of(HostEnvironment host) =>
        [
            .. MagicList
                .All(host)
                .All.Where(magic => magic.IsOperation)
                .Select(magic => new MagicDescription(magic.Name, magic.Summary, [.. OptionsOf(magic)])),
        ];

    private static IEnumerable<MagicOption> OptionsOf(Magic magic)
    {
        var command = new Command(magic.Name);
        magic.Define(command);
        // --name makes a variable, and variables of C# are the other host's.
        var own = command
            .Options.Where(option => option.Name != "--name")
            .Select(option => new MagicOption(option.Name, option.Description ?? "", option.ValueType == typeof(bool)));
        return own.Concat(magic.Parts.SelectMany(OptionsOf))
            .Concat([new("--help", "Show help", true), new("-h", "Show help", true)])
            .DistinctBy(option => option.Name);
    }
}
