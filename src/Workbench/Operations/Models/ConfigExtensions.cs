namespace Workbench.Operations;

/// <summary>Configs compared, from C#.</summary>
public static class ConfigExtensions
{
    /// <summary>The settings in which this config differs from another: the other's value, then this one's.</summary>
    /// <param name="config">Any tree of config records: a model, a run, a variant.</param>
    /// <param name="other">What it is compared with.</param>
    /// <example><code>model.DiffFrom(ModelPresets.Get("tiny-gpt"))</code></example>
    public static IReadOnlyList<ConfigDifference> DiffFrom<T>(this T config, T other)
        where T : class => ConfigDifference.Of(other, config);
}
