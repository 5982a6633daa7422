using System.Collections;
using System.Collections.Immutable;
using System.Reflection;

namespace Workbench.Figures;

/// <summary>Puts one style over another: what the second says holds, what it leaves out stays as the first had it, lists are joined.</summary>
internal static class Merge
{
    internal static T Over<T>(T first, T second) where T : class => (T)Objects(first, second);

    private static object Objects(object first, object second)
    {
        // A record's own copy constructor makes the copy; init-only setters are reachable by reflection.
        var copy = first.GetType().GetMethod("<Clone>$")!.Invoke(first, null)!;
        foreach (var property in first.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.SetMethod is null || property.GetValue(second) is not { } over)
                continue;
            var under = property.GetValue(first);
            property.SetValue(copy, under is null ? over : Values(under, over));
        }
        return copy;
    }

    private static object Values(object under, object over) => (under, over) switch
    {
        (ImmutableSortedDictionary<string, LinearAxis> a, ImmutableSortedDictionary<string, LinearAxis> b) =>
            b.Aggregate(a, (axes, axis) => axes.SetItem(axis.Key, axes.TryGetValue(axis.Key, out var known) ? Over(known, axis.Value) : axis.Value)),
        (IReadOnlyList<Shape> a, IReadOnlyList<Shape> b) => Joined(a, b),
        (IReadOnlyList<Annotation> a, IReadOnlyList<Annotation> b) => Joined(a, b),
        (string or IEnumerable, _) => over,
        _ when under.GetType() == over.GetType() && under.GetType().GetMethod("<Clone>$") is not null => Objects(under, over),
        _ => over,
    };

    private static List<T> Joined<T>(IReadOnlyList<T> first, IReadOnlyList<T> second) => [.. first, .. second];
}
