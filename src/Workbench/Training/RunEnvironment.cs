using System.Text.Json.Serialization;

namespace Workbench.Training;

/// <summary>
/// The hardware and software of a run. Not part of the run's identity, but only runs of one environment are paired.
/// </summary>
public sealed partial record RunEnvironment
{
    /// <summary>The commit that the Workbench was built from; "unknown" outside a repository.</summary>
    public required string Commit { get; init; }

    /// <summary>The Workbench's version.</summary>
    public required string Workbench { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>The versions of TorchSharp and libtorch.</summary>
    public required string Torch { get; init; }

    /// <summary>The operating system.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>The processor's name.</summary>
    public required string Processor { get; init; }

    /// <summary>Number of libtorch threads per operator.</summary>
    public required int Threads { get; init; }

    /// <summary>The enabled native kernels with their instruction sets: "gemm:avx512"; the units that multiply bfloat16 numbers, where the
    /// processor has some: "bf16:amx".</summary>
    public IReadOnlyList<string> Kernels { get; init; } = [];

    /// <summary>The processes that compute the run together; null (default) when one computes it alone.</summary>
    public ParallelEnvironment? Parallel { get; init; }

    /// <summary>SHA-256 (hex) over all properties.</summary>
    [JsonIgnore]
    public string Hash =>
        Sha256.Of(
            string.Join(
                '\n',
                (string[])
                    [
                        Commit,
                        Workbench,
                        Runtime,
                        Torch,
                        OperatingSystem,
                        Processor,
                        $"{Threads}",
                        .. Kernels,
                        .. Parallel is null ? [] : (string[])[$"{Parallel}"],
                    ]
            )
        );
}
