using Workbench.Models.Attention;
using static TorchSharp.torch;

namespace Workbench.Models.Blocks;

/// <summary>A transformer block: attention and feed-forward, each a residual branch with its norms.</summary>
internal sealed class Block : nn.Module<Residual, ForwardPass, Residual>
{
    private readonly nn.Module<Tensor, Tensor> attention_norm;
    private readonly SelfAttention attention;
    private readonly nn.Module<Tensor, Tensor>? feed_forward_norm; // null with parallel branches, which share a norm
    private readonly nn.Module<Tensor, Tensor> feed_forward;
    private readonly nn.Module<Tensor, Tensor>? attention_end_norm; // of a branch's output; null unless sandwiched
    private readonly nn.Module<Tensor, Tensor>? feed_forward_end_norm;
    private readonly Placement placement;
    private readonly string path;

    public Block(BuildPlan plan)
        : base(nameof(Block))
    {
        (placement, path) = (plan.Model.Placement, plan.Path);
        attention_norm = plan.Model.Norm.Build(plan.At(nameof(attention_norm)));
        attention = new(plan.At(nameof(attention)));
        if (placement != Placement.Parallel)
            feed_forward_norm = plan.Model.Norm.Build(plan.At(nameof(feed_forward_norm)));
        feed_forward = plan.Model.FeedForward.Build(plan.At(nameof(feed_forward)));
        if (placement == Placement.Sandwich)
        {
            attention_end_norm = plan.Model.Norm.Build(plan.At(nameof(attention_end_norm)));
            feed_forward_end_norm = plan.Model.Norm.Build(plan.At(nameof(feed_forward_end_norm)));
        }
        RegisterComponents();
    }

    /// <summary>The block's path in the module tree: "blocks.0".</summary>
    public string Path => path;

    public LayerState NewState(int batch) => attention.NewState(batch);

    public override Residual forward(Residual x, ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        x = placement switch
        {
            Placement.Parallel => Parallel(x, pass),
            Placement.Post => After(After(x, Attention, attention_norm, pass), FeedForward, feed_forward_norm!, pass),
            _ => Before(
                Before(x, Attention, attention_norm, attention_end_norm, pass),
                FeedForward,
                feed_forward_norm!,
                feed_forward_end_norm,
                pass
            ),
        };
        if (pass.Wants($"{path}.residual"))
            pass.Record($"{path}.residual", x.Sum());
        return new(x.Stream.MoveToOuterDisposeScope(), x.Branch?.MoveToOuterDisposeScope());
    }

    private Tensor Attention(Tensor x, ForwardPass pass) => Ended(attention.call(x, pass), nameof(attention), pass);

    private Tensor FeedForward(Tensor x, ForwardPass pass) => Ended(feed_forward.call(x), nameof(feed_forward), pass);

    private Tensor Ended(Tensor output, string name, ForwardPass pass)
    {
        output = pass.Dropout(output, $"{path}.{name}");
        pass.Record($"{path}.{name}", output);
        return output;
    }

    // x + f(norm(x)), the sum left to the next norm.
    private static Residual Before(
        Residual x,
        Func<Tensor, ForwardPass, Tensor> branch,
        nn.Module<Tensor, Tensor> norm,
        nn.Module<Tensor, Tensor>? end,
        ForwardPass pass
    )
    {
        var (stream, inner) = x.Norm(norm);
        var output = branch(inner, pass);
        return new(stream, end is null ? output : end.call(output));
    }

    // norm(x + f(x))
    private static Residual After(Residual x, Func<Tensor, ForwardPass, Tensor> branch, nn.Module<Tensor, Tensor> norm, ForwardPass pass) =>
        new(new Residual(x.Stream, branch(x.Stream, pass)).NormAlone(norm), null);

    private Residual Parallel(Residual x, ForwardPass pass)
    {
        var (stream, inner) = x.Norm(attention_norm);
        return new(stream, Attention(inner, pass) + FeedForward(inner, pass));
    }
}
