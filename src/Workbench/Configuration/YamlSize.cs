using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Workbench.Configuration;

/// <summary>
/// How large a YAML text is when every alias is written out: a few lines of aliases to aliases stand for more than a memory holds. Counted
/// on the parser's events, before anything is built.
/// </summary>
internal static class YamlSize
{
    /// <summary>Nodes that a file of settings may have: scalars, lists and mappings, each as often as aliases repeat it.</summary>
    public const int MostNodes = 100_000;

    /// <summary>Refuses a text that is too large, or whose key holds itself.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">What it is called in a fault; null for none.</param>
    /// <param name="most">Nodes that it may have.</param>
    /// <exception cref="InvalidInputException">It is too large.</exception>
    /// <exception cref="YamlException">It is no YAML.</exception>
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
                    "a file of settings is not larger than this, its aliases written out",
                    $"more at line {now.Start.Line}",
                    string.Create(CultureInfo.InvariantCulture, $"at most {most:N0} values, lists and mappings"),
                    "Write out what is needed, without aliases to aliases.",
                    file
                );
            if (now is MappingStart or SequenceStart)
                open.Push(new Container(((NodeEvent)now).Anchor, before, now is MappingStart, isKey));
            else if (now is Scalar { Anchor.IsEmpty: false } scalar)
                sizes[scalar.Anchor] = 1;

            long SizeOf(AnchorAlias name)
            {
                // In a value the reader's limit of depth ends it; a key would be compared with itself for ever.
                if (open.Any(one => one.Anchor == name.Value))
                    return isKey
                        ? throw new InvalidInputException(
                            "a key does not hold itself",
                            $"*{name.Value} at line {name.Start.Line}",
                            null,
                            "Write the key as a word.",
                            file
                        )
                        : 1;
                return sizes.GetValueOrDefault(name.Value, 1);
            }
        }
    }

    /// <summary>A list or mapping that has begun.</summary>
    private sealed class Container(AnchorName anchor, long before, bool isMapping, bool inKey)
    {
        public AnchorName Anchor => anchor;

        /// <summary>Nodes before it.</summary>
        public long Before => before;

        public bool IsMapping => isMapping;

        /// <summary>Whether it is a key, or stands within one.</summary>
        public bool InKey => inKey;

        public bool IsKeyNext { get; private set; } = true;

        public void Step() => IsKeyNext = !IsKeyNext;
    }
}
