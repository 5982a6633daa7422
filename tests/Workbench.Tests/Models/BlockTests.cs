using TorchSharp;
using Workbench.Models;
using Workbench.Models.Blocks;
using Workbench.Models.Contracts;
using Workbench.Models.FeedForward;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Tests.Models;

/// <summary>A block frees what nobody reads any more, and nothing else.</summary>
public sealed class BlockTests
{
    private static TransformerConfig Config(FeedForwardConfig feedForward) =>
        new()
        {
            Layers = 3,
            Width = 16,
            HeadCount = 2,
            Context = 8,
            Vocabulary = 11,
            FeedForward = feedForward,
        };

    private static (float Loss, Tensor[] Gradients) Step(Transformer model)
    {
        model.zero_grad();
        var tokens = Probe.Tokens(2, 9, 11);
        var loss = model.Loss(tokens.narrow(1, 0, 8), tokens.narrow(1, 1, 8), -1);
        loss.backward();
        return (loss.item<float>(), [.. model.parameters().Select(one => one.grad).OfType<Tensor>().Select(one => one.clone())]);
    }

    [Theory]
    [InlineData(Placement.Pre, Recompute.None)]
    [InlineData(Placement.Sandwich, Recompute.None)]
    [InlineData(Placement.Post, Recompute.None)]
    [InlineData(Placement.Parallel, Recompute.None)]
    [InlineData(Placement.Pre, Recompute.Block)]
    public void A_branch_may_return_what_it_reads(Placement placement, Recompute recompute)
    {
        using var scope = NewDisposeScope();
        var (itself, view) = (Stepped(x => x), Stepped(x => x.alias()));
        Assert.Equal(view.Loss, itself.Loss);
        Assert.Equal(view.Gradients.Length, itself.Gradients.Length);
        Assert.All(view.Gradients.Zip(itself.Gradients), pair => Assert.True(pair.First.equal(pair.Second).all().item<bool>()));

        (float Loss, Tensor[] Gradients) Stepped(Func<Tensor, Tensor> branch)
        {
            using var model = (Config(new OwnFeedForward(branch)) with { Placement = placement }).Build(CPU, ScalarType.Float32, 1);
            model.Recompute = recompute;
            return Step(model);
        }
    }

    [Theory]
    [InlineData(Placement.Pre)]
    [InlineData(Placement.Sandwich)]
    [InlineData(Placement.Parallel)]
    public void A_tensor_that_a_branch_keeps_for_itself_stays(Placement placement)
    {
        using var scope = NewDisposeScope();
        using var kept = ones(2, 8, 16).DetachFromDisposeScope();
        using var model = (Config(new OwnFeedForward(_ => kept)) with { Placement = placement }).Build(CPU, ScalarType.Float32, 1);
        var first = Step(model).Loss;
        Assert.False(kept.IsInvalid);
        Assert.Equal(first, Step(model).Loss);
    }

    [Fact]
    public void What_is_freed_is_no_callers_tensor_and_none_that_is_read()
    {
        using var outer = NewDisposeScope();
        var callers = ones(2);
        using var scope = NewDisposeScope();
        var (dead, read) = (ones(2), ones(2));
        scope.Free(null);
        scope.Free(callers);
        scope.Free(read, dead, read);
        scope.Free(dead, null, read);
        Assert.Equal((false, false, true), (callers.IsInvalid, read.IsInvalid, dead.IsInvalid));
    }

    private sealed record OwnFeedForward(Func<Tensor, Tensor> Branch) : FeedForwardConfig
    {
        public override nn.Module<Tensor, Tensor> Build(BuildPlan plan) => new Module(Branch);

        public override long ParameterCount(TransformerConfig model) => 0;

        public override double FlopsPerToken(int width) => 0;

        private sealed class Module(Func<Tensor, Tensor> branch) : nn.Module<Tensor, Tensor>("own")
        {
            public override Tensor forward(Tensor x) => branch(x);
        }
    }
}
