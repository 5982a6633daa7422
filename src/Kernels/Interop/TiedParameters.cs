using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// A weight that two modules share stands twice in a TorchSharp module's parameters, and its optimisers take two steps for it. (PyTorch
/// lists it once.)
/// </summary>
public static class TiedParameters
{
    /// <summary>The parameters of a module, each once, under the first of its names.</summary>
    /// <param name="module">Any module.</param>
    public static IEnumerable<(string Name, Parameter Parameter)> Distinct(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var seen = new HashSet<nint>();
        foreach (var (name, parameter) in module.named_parameters())
            if (seen.Add(Identity(parameter)))
                yield return (name, parameter);
    }

    // A TorchSharp handle is a pointer to libtorch's at::Tensor, which is a pointer to the tensor itself: two modules have handles of their
    // own for one.
    internal static unsafe nint Identity(Parameter parameter) => *(nint*)parameter.Handle;
}
