namespace Workbench.Operations.Benches;

/// <summary>The benches.</summary>
public static class BenchOperations
{
    /// <summary>The group.</summary>
    /// <param name="host">What operations need from outside.</param>
    /// <param name="kernel">The notebook kernel's bench, which this library does not know.</param>
    public static OperationGroup All(HostEnvironment host, Operation kernel) =>
        new(
            "bench",
            "Measure this machine against peers",
            [
                new("bench kernel", "the notebook kernel against ipykernel"),
                new("bench train", "training of three models"),
                new("bench attention", "attention: time, memory, decoding"),
                new("bench kernels", "every native kernel"),
            ],
            [kernel, new BenchTrain(host), new BenchAttention(host), new BenchKernels(host)]
        );
}
