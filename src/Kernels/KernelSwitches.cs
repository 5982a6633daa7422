namespace Workbench.Kernels;

/// <summary>The parsed value of WORKBENCH_KERNELS.</summary>
/// <param name="AllOff">Whether all kernels are off.</param>
/// <param name="Off">Kernels that are turned off individually.</param>
/// <param name="On">Kernels that are turned on individually, even where they are not faster.</param>
internal sealed record KernelSwitches(bool AllOff, IReadOnlyList<string> Off, IReadOnlyList<string> On)
{
    /// <summary>
    /// Parses <c>off</c>, <c>on</c>, or a comma list of <c>kernel=off</c> and <c>kernel=on</c>; null, empty and <c>on</c> enable every
    /// kernel that is faster on this machine.
    /// </summary>
    /// <exception cref="ArgumentException">An entry has another form or names an unknown kernel.</exception>
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
