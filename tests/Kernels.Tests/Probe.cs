using static TorchSharp.torch;

namespace Workbench.Kernels.Tests;

/// <summary>What a fresh process prints after loading the kernels: tests start it with an environment of their own.</summary>
internal static class Probe
{
    internal static readonly RandomStream Stream = new(1, 2, 3);

    internal static int Run()
    {
        try
        {
            var status = NativeKernels.Load();
            Console.WriteLine($"loaded={status.Loaded} reason={status.Reason}");
            foreach (var kernel in status.Kernels)
                Console.WriteLine($"{kernel.Name} on={kernel.On} reason={kernel.Reason}");
            using var product = mm(ones(2, 3), full(3, 2, 4f));
            using var dropped = Philox.dropout(ones(64), 0.5, Stream);
            Console.WriteLine($"product={product[0, 0].item<float>()} dropped={dropped.eq(0).sum().item<long>()}");
            return 0;
        }
        catch (ArgumentException error)
        {
            Console.WriteLine(error.Message);
            return 2;
        }
    }
}
