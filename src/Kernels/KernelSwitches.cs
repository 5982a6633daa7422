namespace Workbench.Kernels;

/// <summary>What WORKBENCH_KERNELS asks for.</summary>
/// <param name="AllOff">No kernel at all.</param>
/// <param name="Off">The single kernels that are turned off.</param>
/// <param name="On">The single kernels that are asked for, wherever they can run.</param>
internal sealed record KernelSwitches(bool AllOff, IReadOnlyList<string> Off, IReadOnlyList<string> On)
{
    /// <summary>
    /// Reads <c>off</c>, <c>on</c>, or a comma list of <c>kernel=off</c> and <c>kernel=on</c>; null, empty and <c>on</c> mean every kernel
    /// that is faster here.
    /// </summary>
    /// <exception cref="ArgumentException">An entry is neither.</exception>
    internal static KernelSwitches Parse(string? text)
    {
        var entries = (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (entries is ["off"])
            return new KernelSwitches(true, NativeKernels.Names, []);
        if (entries is ["on"])
            return new KernelSwitches(false, [], []);
        var (off, on) = (new List<string>(), new List<string>());
        foreach (var entry in entries)
        {
            var parts = entry.Split('=');
            if (parts.Length != 2 || !NativeKernels.Names.Contains(parts[0]) || parts[1] is not ("on" or "off"))
            {
                throw new ArgumentException(
                    $"{NativeKernels.Variable}: '{entry}' is not understood; allowed are off, on, and a comma list of "
                        + string.Join(", ", NativeKernels.Names.Select(name => $"{name}=off"))
                        + $". Unset {NativeKernels.Variable} to run every kernel."
                );
            }
            (parts[1] == "off" ? off : on).Add(parts[0]);
        }
        return new KernelSwitches(off.Count == NativeKernels.Names.Count, off, on);
    }
}
