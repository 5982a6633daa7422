using TorchSharp;
using TorchSharp.Modules;
using Workbench.Kernels;
using Workbench.Models.Architectures;
using Workbench.Models.Attention;
using Workbench.Models.Initialisation;
using static TorchSharp.torch;

namespace Workbench.Models.Blocks;

/// <summary>
/// A transformer block: attention (or a recurrence), attention to the encoder's output where there is an encoder, and feed-forward; each a
/// residual branch with its norms.
/// </summary>
internal sealed class Block : nn.Module<Residual, ForwardPass, Residual>
{
    private readonly nn.Module<Tensor, Tensor> attention_norm;
    private readonly SelfAttention? attention; // null with a recurrence
    private readonly Recurrence? recurrence;
    private readonly nn.Module<Tensor, Tensor>? cross_attention_norm; // null with parallel branches, which share a norm
    private readonly CrossAttention? cross_attention; // null without an encoder
    private readonly nn.Module<Tensor, Tensor>? feed_forward_norm; // null with parallel branches
    private readonly nn.Module<Tensor, Tensor> feed_forward;
    private readonly Linear? shortcut; // of the residual path, where the block is wider than what it reads; null elsewhere
    private readonly nn.Module<Tensor, Tensor>? attention_end_norm; // of a branch's output; null unless sandwiched
    private readonly nn.Module<Tensor, Tensor>? cross_attention_end_norm;
    private readonly nn.Module<Tensor, Tensor>? feed_forward_end_norm;
    private readonly Placement placement;
    private readonly string path;

    public Block(BuildPlan plan)
        : base(nameof(Block))
    {
        (placement, path) = (plan.Model.Placement, plan.Path);
        var (hasEncoder, isSandwich) = (plan.Model.Architecture.HasEncoder, placement == Placement.Sandwich);
        // The first block reads the embeddings, which may have another width.
        var read = plan.Layer == 0 ? plan.AtEmbeddings : plan;
        attention_norm = Norm(nameof(attention_norm), placement == Placement.Post ? plan : read);
        if (plan.Model.IsRecurrent)
            recurrence = new(plan.At(nameof(recurrence)));
        else
            attention = new(read.At(nameof(attention)), plan.Model.Width);
        if (read.Model.Width != plan.Model.Width)
            shortcut = plan.Linear(nameof(shortcut), read.Model.Width, plan.Model.Width, WeightRole.Projection);
        if (hasEncoder)
            cross_attention = new(plan.At(nameof(cross_attention)));
        if (hasEncoder && placement != Placement.Parallel)
            cross_attention_norm = Norm(nameof(cross_attention_norm));
        if (placement != Placement.Parallel)
            feed_forward_norm = Norm(nameof(feed_forward_norm));
        feed_forward = plan.Model.FeedForward.Build(plan.At(nameof(feed_forward)));
        if (isSandwich)
        {
            attention_end_norm = Norm(nameof(attention_end_norm));
            feed_forward_end_norm = Norm(nameof(feed_forward_end_norm));
        }
        if (isSandwich && hasEncoder)
            cross_attention_end_norm = Norm(nameof(cross_attention_end_norm));
        RegisterComponents();

        nn.Module<Tensor, Tensor> Norm(string name, BuildPlan? at = null) => plan.Model.Norm.Build((at ?? plan).At(name));
    }

    /// <summary>The block's path in the module tree: "blocks.0".</summary>
    public string Path => path;

    public LayerState NewState(int batch) => attention?.NewState(batch) ?? Recurrence.NewState();

    public override Residual forward(Residual x, ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        if (placement == Placement.Parallel)
        {
            x = Parallel(x, pass);
        }
        else
        {
            x = Branch(x, Attention, attention_norm, attention_end_norm, pass, scope, shortcut);
            if (cross_attention is not null)
                x = Branch(x, CrossAttention, cross_attention_norm!, cross_attention_end_norm, pass, scope);
            x = Branch(x, FeedForward, feed_forward_norm!, feed_forward_end_norm, pass, scope);
        }
        if (pass.Wants($"{path}.residual"))
            pass.Record($"{path}.residual", x.Sum());
        return new(x.Stream.MoveToOuterDisposeScope(), x.Branch?.MoveToOuterDisposeScope());
    }

    private Tensor Attention(Tensor x, ForwardPass pass) =>
        attention is null
            ? Ended(recurrence!.call(x, pass), nameof(recurrence), pass)
            : Ended(attention.call(x, pass), nameof(attention), pass);

    private Tensor CrossAttention(Tensor x, ForwardPass pass) => Ended(cross_attention!.call(x, pass), nameof(cross_attention), pass);

    private Tensor FeedForward(Tensor x, ForwardPass pass) => Ended(feed_forward.call(x), nameof(feed_forward), pass);

    private Tensor Ended(Tensor output, string name, ForwardPass pass)
    {
        output = pass.Dropout(output, $"{path}.{name}");
        pass.Record($"{path}.{name}", output);
        return output;
    }

    private Residual Branch(
        Residual x,
        Func<Tensor, ForwardPass, Tensor> branch,
        nn.Module<Tensor, Tensor> norm,
        nn.Module<Tensor, Tensor>? end,
        ForwardPass pass,
        DisposeScope scope,
        Linear? shortcut = null
    )
    {
        // norm(x + f(x))
        if (placement == Placement.Post)
            return new(new Residual(Kept(x.Stream), branch(x.Stream, pass)).NormAlone(norm), null);
        // x + f(norm(x)), the sum left to the next norm.
        var (stream, inner) = x.Norm(norm);
        scope.Free(x.Branch, stream, inner);
        var output = branch(inner, pass);
        var ended = end is null ? output : end.call(output);
        scope.Free(inner, stream, output, ended);
        return new(Kept(stream), ended);

        Tensor Kept(Tensor residual) => shortcut is null ? residual : FusedLinear.linear(residual, shortcut.weight!, shortcut.bias);
    }

    private Residual Parallel(Residual x, ForwardPass pass)
    {
        var (stream, inner) = x.Norm(attention_norm);
        var sum = Attention(inner, pass) + FeedForward(inner, pass);
        return new(stream, cross_attention is null ? sum : sum + CrossAttention(inner, pass));
    }
}
