using Workbench.Configuration;

namespace Workbench.Operations;

/// <summary>A setting in which configs differ.</summary>
/// <param name="Path">Where: "model.position".</param>
/// <param name="Values">Each config's value, in their order; null where the setting is not there (a parameter of another variant).</param>
public sealed record ConfigDifference(string Path, IReadOnlyList<string?> Values)
{
    /// <summary>Every setting in which configs differ, in the order of their paths.</summary>
    /// <param name="configs">Two or more.</param>
    public static IReadOnlyList<ConfigDifference> Of(params IReadOnlyList<object> configs) =>
        OfFlat([.. configs.Select(config => ConfigTree.Flatten(config))]);

    /// <inheritdoc cref="Of(IReadOnlyList{object})"/>
    /// <param name="flat">Configs as <see cref="ConfigTree.Flatten(object)"/> gives them.</param>
    public static IReadOnlyList<ConfigDifference> OfFlat(IReadOnlyList<IReadOnlyList<KeyValuePair<string, string>>> flat)
    {
        ArgumentNullException.ThrowIfNull(flat);
        var all = flat.Select(one => one.ToDictionary()).ToList();
        return
        [
            .. from path in flat.SelectMany(one => one.Select(pair => pair.Key)).Distinct()
            let values = all.Select(one => one.GetValueOrDefault(path)).ToList()
            where values.Distinct().Count() > 1
            select new ConfigDifference(path, values),
        ];
    }
}
