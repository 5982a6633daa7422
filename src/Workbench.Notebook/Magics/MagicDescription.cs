using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>A magic's name and options, for registration in another host.</summary>
/// <param name="Name">The name, without <c>#!</c>.</param>
/// <param name="Summary">A description in one line.</param>
/// <param name="Options">The options of the magic and its subcommands; other words are arguments.</param>
public sealed record MagicDescription(string Name, string Summary, IReadOnlyList<MagicOption> Options);

/// <summary>An option of a magic.</summary>
/// <param name="Name">The option with its dashes: "--seeds".</param>
/// <param name="Description">A description in one line.</param>
/// <param name="Flag">Whether the option takes no value.</param>
public sealed record MagicOption(string Name, string Description, bool Flag);

/// <summary>Describes magics for other hosts.</summary>
internal static class MagicDescriptions
{
    /// <summary>Descriptions of the operations. Other hosts have their own versions of the remaining magics.</summary>
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
        // --name sets a C# variable, and the other host owns the C# session.
        var own = command
            .Options.Where(option => option.Name != "--name")
            .Select(option => new MagicOption(option.Name, option.Description ?? "", option.ValueType == typeof(bool)));
        return own.Concat(magic.Parts.SelectMany(OptionsOf))
            .Concat([new("--help", "Show help", true), new("-h", "Show help", true)])
            .DistinctBy(option => option.Name);
    }
}
