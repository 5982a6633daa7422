namespace Workbench.Ablation;

/// <summary>
/// Names a config record that a plug-in assembly brings: <c>[assembly: WorkbenchPlugin(typeof(Gaussian), "gaussian")]</c>. Once for each
/// variant.
/// </summary>
/// <param name="variant">A record that derives from a family's config record (PositionConfig, HeadsConfig …).</param>
/// <param name="name">Its name in axes and files.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class WorkbenchPluginAttribute(Type variant, string name) : Attribute
{
    /// <summary>The config record.</summary>
    public Type Variant { get; } = variant;

    /// <summary>Its name in axes and files.</summary>
    public string Name { get; } = name;
}
