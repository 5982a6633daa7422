using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Workbench.Configuration;

/// <summary>
/// Limits the number of YAML nodes after alias expansion. A few lines of aliases to aliases can expand to more nodes than fit into memory
/// (the "billion laughs" attack). The nodes are counted on parser events, before the document is built.
/// </summary>
internal static class YamlSize
{
    /// <summary>The maximum number of nodes of a config file: scalars, lists and mappings, with aliases expanded.</summary>
    public const int MostNodes = 100_000;

    /// <summary>Throws when a text has too many nodes, or a key that contains itself.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">The file's name, for messages; null for none.</param>
    /// <param name="most">The maximum number of nodes. Default: <see cref="MostNodes"/>.</param>
    /// <exception cref="InvalidInputException">The text has too many nodes, or a key contains itself.</exception>
    /// <exception cref="YamlException">The text is not YAML.</exception>
    public static void Require(string text, string? file, int most = MostNodes)
    {
        var parser = new Parser(new StringReader(text));
        var sizes = new Dictionary<AnchorName, long>();
        var open = new Stack<Container>();
        var nodes = 0L;
        while (parser.MoveNext())
        {
            var now = parser.Current!;
            if (now is MappingEnd or SequenceEnd)
            {
                var ended = open.Pop();
                if (!ended.Anchor.IsEmpty)
                    sizes[ended.Anchor] = nodes - ended.Before;
                continue;
            }
            if (now is not (AnchorAlias or NodeEvent))
                continue;
            var isKey = open.TryPeek(out var around) && (around.InKey || around is { IsMapping: true, IsKeyNext: true });
            around?.Step();
            var before = nodes;
            nodes += now is AnchorAlias alias ? SizeOf(alias) : 1;
            if (nodes > most)
                throw new InvalidInputException(
                    "a config file is too large after its aliases are expanded",
                    $"more at line {now.Start.Line}",
                    string.Create(CultureInfo.InvariantCulture, $"at most {most:N0} values, lists and mappings"),
                    "Remove aliases to aliases.",
                    file
                );
            if (now is MappingStart or SequenceStart)
                open.Push(new Container(((NodeEvent)now).Anchor, before, now is MappingStart, isKey));
            else if (now is Scalar { Anchor.IsEmpty: false } scalar)
                sizes[scalar.Anchor] = 1;

            long SizeOf(AnchorAlias name)
            {
                // A value that contains itself is stopped by the depth limit of ConfigYaml. A key is hashed while the document is loaded,
                // which would not end.
                if (open.Any(one => one.Anchor == name.Value))
                    return isKey
                        ? throw new InvalidInputException(
                            "a key must not contain itself",
                            $"*{name.Value} at line {name.Start.Line}",
                            null,
                            "Write the key as plain text.",
                            file
                        )
                        : 1;
                return sizes.GetValueOrDefault(name.Value, 1);
            }
        }
    }

    /// <summary>A list or mapping whose end event has not been read.</summary>
    private sealed class Container(AnchorName anchor, long before, bool isMapping, bool inKey)
    {
        public AnchorName Anchor => anchor;

        /// <summary>The number of nodes before this one.</summary>
        public long Before => before;

        public bool IsMapping => isMapping;

        /// <summary>Whether this node is a mapping key or part of one.</summary>
        public bool InKey => inKey;

        public bool IsKeyNext { get; private set; } = true;

        public void Step() => IsKeyNext = !IsKeyNext;
    }
}
