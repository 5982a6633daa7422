using Workbench.Configuration;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>The magics of a session, by name.</summary>
public sealed class MagicSet
{
    private readonly Dictionary<string, Magic> _byName;

    /// <summary>The magics of this list.</summary>
    public MagicSet(IReadOnlyList<Magic> magics)
    {
        All = magics;
        _byName = magics.ToDictionary(magic => magic.Name, StringComparer.Ordinal);
        Surface = CommandSurface.Notebook(_byName.ContainsKey);
        Splitter = new CellSplitter(name => _byName.TryGetValue(name, out var magic) ? magic.TakesBody : null);
    }

    /// <summary>Every magic, in the order of the table.</summary>
    public IReadOnlyList<Magic> All { get; }

    /// <summary>How help and errors call commands in a notebook.</summary>
    public CommandSurface Surface { get; }

    /// <summary>Splits cells; it knows which of these magics take a body.</summary>
    public CellSplitter Splitter { get; }

    /// <summary>A magic by its name; null when there is none.</summary>
    public Magic? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A magic by its name.</summary>
    /// <exception cref="InvalidInputException">There is none; the nearest are offered.</exception>
    public Magic Named(string name) =>
        _byName.GetValueOrDefault(name)
        ?? throw new InvalidInputException(
            "there is no such magic",
            $"#!{name}",
            null,
            $"{Nearest.Question($"#!{name}", _byName.Keys.Select(known => $"#!{known}"))} #!lsmagic lists them".TrimStart()
        );
}
