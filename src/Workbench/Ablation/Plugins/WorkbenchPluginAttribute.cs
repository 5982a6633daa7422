namespace Workbench.Ablation;

/// <summary>
/// Declares a variant of a plug-in assembly: <c>[assembly: WorkbenchPlugin(typeof(Gaussian), "gaussian")]</c>. One attribute per variant.
/// </summary>
/// <param name="variant">A record that derives from a family's config record (PositionConfig, HeadsConfig …).</param>
/// <param name="name">The variant's name in axes and files.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class WorkbenchPluginAttribute(Type variant, string name) : Attribute
{
    /// <summary>The config record.</summary>
    public Type Variant { get; } = variant;

    /// <summary>The variant's name in axes and files.</summary>
    public string Name { get; } = name;
}
