namespace Workbench.Kernels.Tests;

/// <summary>
/// Tests that need the native library share one collection: the choice of instruction set and of threads is the process's.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class NativeTests
{
    public const string Name = "native";

    /// <summary>The instruction sets that this processor has; after the last of them the best one is chosen again.</summary>
    public static IEnumerable<string> InstructionSets()
    {
        foreach (var name in new[] { "scalar", "avx2", "avx512" })
        {
            if (NativeMethods.workbench_cap_instruction_set(name) == 0)
                yield return name;
        }
    }

    /// <summary>
    /// The units for bfloat16 products that this processor has, and AMX's tiles as arrays; after the last of them the best ones are chosen
    /// again.
    /// </summary>
    public static IEnumerable<string> Bf16Units()
    {
        foreach (var name in new[] { "amx_emulated", "none", "avx512_bf16", "amx" })
        {
            if (NativeMethods.workbench_cap_bf16_units(name) == 0)
                yield return name;
        }
    }
}
