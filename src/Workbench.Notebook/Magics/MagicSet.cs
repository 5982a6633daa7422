using Workbench.Configuration;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>The magics of a session, by name.</summary>
public sealed class MagicSet
{
    private readonly Dictionary<string, Magic> _byName;

    /// <summary>A set of the listed magics.</summary>
    public MagicSet(IReadOnlyList<Magic> magics)
    {
        All = magics;
        _byName = magics.ToDictionary(magic => magic.Name, StringComparer.Ordinal);
        Surface = CommandSurface.Notebook(_byName.ContainsKey);
        Splitter = new CellSplitter(name => _byName.TryGetValue(name, out var magic) ? magic.TakesBody : null);
    }

    /// <summary>All magics, in the order of the list.</summary>
    public IReadOnlyList<Magic> All { get; }

    /// <summary>The form of command names in help and errors of a notebook.</summary>
    public CommandSurface Surface { get; }

    /// <summary>Splits cells at these magics.</summary>
    public CellSplitter Splitter { get; }

    /// <summary>A magic by its name; null for an unknown name.</summary>
    public Magic? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A magic by its name.</summary>
    /// <exception cref="InvalidInputException">The name is unknown; suggests similar names.</exception>
    public Magic Named(string name) =>
        _byName.GetValueOrDefault(name)
        ?? throw new InvalidInputException(
            "there is no such magic",
            $"#!{name}",
            null,
            $"{Nearest.Question($"#!{name}", _byName.Keys.Select(known => $"#!{known}"))} #!lsmagic lists them".TrimStart()
        );
}
