using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbench.Kernels.Workarounds;

/// <summary>
/// A weight that two modules share stands twice in a TorchSharp module's parameters, and its optimisers take two steps for it. (PyTorch lists it once.)
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
            if (seen.Add(Numbers(parameter))) yield return (name, parameter);
    }

    // Two modules have handles of their own for one tensor: its numbers tell that it is one. A meta tensor has none.
    private static unsafe nint Numbers(Parameter parameter) => NativeTensor.Of(parameter).Start is var start && start == null ? parameter.Handle : (nint)start;
}
