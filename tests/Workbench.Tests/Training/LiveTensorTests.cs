using TorchSharp;
using Workbench.Models.Blocks;
using Workbench.Training;

namespace Workbench.Tests.Training;

/// <summary>The count of live tensors is the whole process's: no other test may run beside this one.</summary>
[CollectionDefinition(nameof(LiveTensorTests), DisableParallelization = true), Collection(nameof(LiveTensorTests))]
public sealed class LiveTensorTests : IDisposable
{
    private readonly Runs _runs = new();

    [Fact]
    public void After_a_run_no_tensor_is_alive()
    {
        var warm = _runs.Folder("warm");
        _runs.Trainer.Run(_runs.Small, warm);
        var model = warm.ReadConfig().Model;
        // TorchSharp 0.107 counts what a Parameter was made of until it is collected: building a model shows how many that are.
        var ofModel = Counted(() => model.Build(torch.CPU, torch.ScalarType.Float32, 1).Dispose());
        Assert.Equal(ofModel, Counted(() => _runs.Trainer.Run(_runs.Small with { Seed = 1 }, _runs.Folder("run"))));
        var recomputed = _runs.Small with { Seed = 2, Train = _runs.Small.Train with { Recompute = Recompute.Block } };
        Assert.Equal(ofModel, Counted(() => _runs.Trainer.Run(recomputed, _runs.Folder("recomputed"))));

        static long Counted(Action action)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var before = torch.Tensor.TotalCount;
            action();
            return torch.Tensor.TotalCount - before;
        }
    }

    public void Dispose() => _runs.Dispose();
}
