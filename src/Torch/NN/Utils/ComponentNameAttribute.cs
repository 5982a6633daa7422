namespace TorchSharp.Utils;

/// <summary>
/// Names a component (parameter, buffer or submodule) other than after the field that holds it, so that
/// state dictionaries keep PyTorch's names.
/// </summary>
public class ComponentNameAttribute : Attribute
{
    /// <summary>The name under which the field's value is registered.</summary>
    public string Name { get; set; } = "";
}
