using Workbench.Models;
using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>
/// Saved weights of another layout under our names. A weight whose parts are not all there, or do not fit, is reported by the parts'
/// own names, so that the loading report shows what is in the file.
/// </summary>
internal sealed class LayoutSource : WeightSource
{
    private readonly WeightSource _inner;
    private readonly Dictionary<string, WeightRule> _whole = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal); // the layout's names to those in the file
    private readonly Dictionary<string, WeightEntry> _entries = new(StringComparer.Ordinal);

    public LayoutSource(WeightSource inner, WeightLayout layout, TransformerConfig config)
    {
        _inner = inner;
        // A model saved without its head lacks the prefix.
        var hasPrefix = inner.Entries.Keys.Any(name => name.StartsWith(layout.Prefix, StringComparison.Ordinal));
        foreach (var name in inner.Entries.Keys)
        {
            var full = hasPrefix || name.StartsWith("lm_head.", StringComparison.Ordinal) ? name : layout.Prefix + name;
            if (!layout.IsRedundant(full, config))
                _names[full] = name;
        }
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in layout.Rules(config))
            Add(rule, used);
        foreach (var (full, name) in _names)
            if (!used.Contains(full))
                _entries[name] = inner.Entries[name];
    }

    public override string Location => _inner.Location;

    public override IReadOnlyList<string> Files => _inner.Files;

    public override IReadOnlyDictionary<string, WeightEntry> Entries => _entries;

    public override Tensor Read(string name) =>
        _whole.TryGetValue(name, out var rule) ? rule.Join(part => _inner.Read(_names[part])) : _inner.Read(name);

    private void Add(WeightRule rule, HashSet<string> used)
    {
        var parts = rule.Parts.Select(part => (Part: part, Entry: EntryOf(part))).ToList();
        if (parts.Exists(one => one.Entry is null))
            return;
        used.UnionWith(rule.Parts.Select(part => part.Name));
        // One part with a wrong shape or type stands for the whole.
        var wrong = parts.FirstOrDefault(one =>
            !one.Entry!.Shape.SequenceEqual(rule.ShapeOf(one.Part)) || !LoadReport.IsFloating(one.Entry.Type)
        );
        if (wrong.Entry is null)
            _whole[rule.Name] = rule;
        _entries[rule.Name] = wrong.Entry is { } entry
            ? new(rule.Name, entry.Type, Ours(entry.Shape, rule, wrong.Part))
            : new(rule.Name, parts[0].Entry!.Type, rule.Shape);
    }

    private WeightEntry? EntryOf(WeightPart part) => _names.TryGetValue(part.Name, out var name) ? _inner.Entries[name] : null;

    // The shape that our weight would have with this part.
    private static long[] Ours(IReadOnlyList<long> shape, WeightRule rule, WeightPart part)
    {
        long[] turned = rule.Transposed ? [.. shape.Reverse()] : [.. shape];
        if (turned.Length > 0)
            turned[0] += rule.Shape[0] - part.Rows;
        return turned;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
    }
}
