using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// Deduplicates shared parameters. TorchSharp lists a weight shared by two modules twice, and its optimisers then update the weight twice;
/// PyTorch lists it once.
/// </summary>
public static class TiedParameters
{
    /// <summary>The distinct parameters of a module, each with its first name.</summary>
    /// <param name="module">Any module.</param>
    public static IEnumerable<(string Name, Parameter Parameter)> Distinct(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var seen = new HashSet<nint>();
        foreach (var (name, parameter) in module.named_parameters())
            if (seen.Add(Identity(parameter)))
                yield return (name, parameter);
    }

    // A TorchSharp handle points to an at::Tensor, which holds a pointer to the tensor implementation. Different handles may share the
    // latter, which identifies the tensor.
    internal static unsafe nint Identity(Parameter parameter) => *(nint*)parameter.Handle;
}
