using Workbench.Configuration;

namespace Workbench.Operations;

/// <summary>A setting that differs between configs.</summary>
/// <param name="Path">The path of the setting: "model.position".</param>
/// <param name="Values">The value in each config, in the order of the configs; null where a config does not have the setting (a parameter
/// of another variant).</param>
public sealed record ConfigDifference(string Path, IReadOnlyList<string?> Values)
{
    /// <summary>Every setting that differs between configs, in the order in which the configs list their paths.</summary>
    /// <param name="configs">Two or more configs.</param>
    public static IReadOnlyList<ConfigDifference> Of(params IReadOnlyList<object> configs) =>
        OfFlat([.. configs.Select(config => ConfigTree.Flatten(config))]);

    /// <inheritdoc cref="Of(IReadOnlyList{object})"/>
    /// <param name="flat">The configs as returned by <see cref="ConfigTree.Flatten(object)"/>.</param>
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
