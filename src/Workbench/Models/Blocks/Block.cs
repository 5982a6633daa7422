using Workbench.Models.Attention;
using static TorchSharp.torch;

namespace Workbench.Models.Blocks;

/// <summary>A transformer block: attention and feed-forward, each a residual branch with a norm.</summary>
internal sealed class Block : nn.Module<Residual, ForwardPass, Residual>
{
    private readonly nn.Module<Tensor, Tensor> attention_norm;
    private readonly SelfAttention attention;
    private readonly nn.Module<Tensor, Tensor> feed_forward_norm;
    private readonly nn.Module<Tensor, Tensor> feed_forward;
    private readonly Placement placement;
    private readonly string path;

    public Block(BuildPlan plan)
        : base(nameof(Block))
    {
        (placement, path) = (plan.Model.Placement, plan.Path);
        attention_norm = plan.Model.Norm.Build(plan.At(nameof(attention_norm)));
        attention = new(plan.At(nameof(attention)));
        feed_forward_norm = plan.Model.Norm.Build(plan.At(nameof(feed_forward_norm)));
        feed_forward = plan.Model.FeedForward.Build(plan.At(nameof(feed_forward)));
        RegisterComponents();
    }

    /// <summary>The block's path in the module tree: "blocks.0".</summary>
    public string Path => path;

    public LayerState NewState(int batch) => attention.NewState(batch);

    public override Residual forward(Residual x, ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        x = Branch(x, attention_norm, inner => attention.call(inner, pass), $"{path}.attention", pass);
        x = Branch(x, feed_forward_norm, feed_forward.call, $"{path}.feed_forward", pass);
        if (pass.Wants($"{path}.residual"))
            pass.Record($"{path}.residual", x.Sum());
        return new(x.Stream.MoveToOuterDisposeScope(), x.Branch?.MoveToOuterDisposeScope());
    }

    private Residual Branch(Residual x, nn.Module<Tensor, Tensor> norm, Func<Tensor, Tensor> branch, string name, ForwardPass pass)
    {
        var (stream, inner) = placement == Placement.Pre ? x.Norm(norm) : (x.Stream, x.Stream);
        var output = pass.Dropout(branch(inner), name);
        pass.Record(name, output);
        var sum = new Residual(stream, output);
        return placement == Placement.Pre ? sum : new(sum.NormAlone(norm), null);
    }
}
