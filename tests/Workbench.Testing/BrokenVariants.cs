using TorchSharp;
using TorchSharp.Modules;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Contracts;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Testing;

// Position encodings as a researcher writes them: one sound, the others each with one typical mistake.

/// <summary>Scores fall by a rate for each token of distance.</summary>
public sealed record Sound(double Rate) : PositionConfig
{
    public override bool CanExtrapolate => true;

    public override PositionEncoding Build(BuildPlan plan) => new Module(Rate);

    public override IEnumerable<Fault> Refusals(TransformerConfig model, string path)
    {
        if (!model.Attention.FormsScores)
            yield return new("it needs scores", Path: path);
    }

    private sealed class Module(double rate) : PositionEncoding("decaying")
    {
        public override Tensor ScoreBias(Tensor mask, long start)
        {
            using var scope = NewDisposeScope();
            var i = arange(start, start + mask.shape[0], mask.dtype).unsqueeze(1); // [n, 1]
            var j = arange(mask.shape[1], mask.dtype).unsqueeze(0); // [1, S]
            return (mask - (i - j) * rate).unsqueeze(0).repeat(4, 1, 1).MoveToOuterDisposeScope(); // [H, n, S]
        }
    }
}

/// <summary>What the broken ones share.</summary>
public abstract record Broken : PositionConfig
{
    public override bool CanExtrapolate => true;

    public override PositionEncoding Build(BuildPlan plan) => new Module(Embed);

    protected virtual Tensor Embed(Tensor x, long start) => x;

    private sealed class Module(Func<Tensor, long, Tensor> embed) : PositionEncoding("broken")
    {
        public override Tensor Embed(Tensor x, long start) => embed(x, start);
    }
}

/// <summary>Looks at the mean of the whole sequence.</summary>
public sealed record Acausal : Broken
{
    protected override Tensor Embed(Tensor x, long start) => x - x.mean([1L], keepdim: true);
}

/// <summary>Keeps a tensor of every pass.</summary>
public sealed record Leaky : Broken
{
    protected override Tensor Embed(Tensor x, long start) => x + ones(1).DetachFromDisposeScope();
}

/// <summary>Draws from a generator of its own.</summary>
public sealed record Unpaired : Broken
{
    protected override Tensor Embed(Tensor x, long start) => x + rand(1);
}

/// <summary>Numbers tokens from 0 whatever was read before; and does not tell its setting to anyone.</summary>
public sealed record Forgetful : Broken
{
    private readonly object _identity = new();

    protected override Tensor Embed(Tensor x, long start) => x + arange(x.shape[1], x.dtype).unsqueeze(-1);

    public override string ToString() => $"{_identity}";
}

/// <summary>Throws.</summary>
public sealed record Throwing : PositionConfig
{
    public override bool CanExtrapolate => true;

    public override PositionEncoding Build(BuildPlan plan) => new Module();

    private sealed class Module() : PositionEncoding("throwing")
    {
        public override Tensor Embed(Tensor x, long start) => throw new NotSupportedException("not today\nnor tomorrow");
    }
}

/// <summary>Says that it is RoPE.</summary>
public sealed record Boasting : Broken, IExactLimits
{
    public IEnumerable<ExactLimit> Limits(TransformerConfig model) => [new("it is rope", model, model with { Position = new Rope() })];
}

/// <summary>Has a weight that it does not count.</summary>
public sealed record Miscounted : PositionConfig
{
    public override bool CanExtrapolate => true;

    public override PositionEncoding Build(BuildPlan plan) => new Weighted(plan.Constant(1, 4), used: true);
}

/// <summary>Has a weight that it counts, and that no gradient reaches.</summary>
public sealed record Detached : PositionConfig
{
    public override bool CanExtrapolate => true;

    public override PositionEncoding Build(BuildPlan plan) => new Weighted(plan.Constant(1, 1), used: false);

    public override long ParameterCount(TransformerConfig model) => 1;
}

internal sealed class Weighted : PositionEncoding
{
    private readonly Parameter weight;
    private readonly bool used;

    public Weighted(Tensor initial, bool used)
        : base("weighted")
    {
        (weight, this.used) = (nn.Parameter(initial), used);
        RegisterComponents();
    }

    public override Tensor Embed(Tensor x, long start) => used ? x * weight.sum() : x;
}
