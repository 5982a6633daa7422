using TorchSharp;
using Workbench.Kernels;
using Workbench.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Workbench.Benches.Measures;

/// <summary>What the native kernels do, beside libtorch's operators for the same work on the same numbers.</summary>
internal static class KernelWorkloads
{
    /// <summary>A residual addition and its LayerNorm, [rows, width].</summary>
    public static (Func<Workload> Ours, Func<Workload> Library) LayerNorm(int rows, int width) =>
        (
            () => Norm(rows, width, (x, branch, gain, bias) => FusedNorm.layer_norm(x, gain, bias, branch: branch)),
            () => Norm(rows, width, (x, branch, gain, bias) => layer_norm(x + branch, [width], gain, bias))
        );

    /// <summary>
    /// A residual addition and its RMSNorm, [rows, width]: by plain operators, and by libtorch's own, which TorchSharp does not bind.
    /// </summary>
    public static (Func<Workload> Ours, Func<Workload> Library, Func<Workload> TorchScript) RmsNorm(int rows, int width)
    {
        const double epsilon = 1e-5;
        return (
            () => Norm(rows, width, (x, branch, gain) => FusedNorm.rms_norm(x, gain, epsilon, branch: branch)),
            () =>
                Norm(
                    rows,
                    width,
                    (x, branch, gain) =>
                    {
                        var sum = x + branch;
                        return sum * (sum.square().mean([-1], keepdim: true) + epsilon).rsqrt() * gain;
                    }
                ),
            () =>
            {
                var unit = jit.compile(
                    """
                    def norm(x: Tensor, branch: Tensor, gain: Tensor) -> Tensor:
                        return torch.rms_norm(x + branch, [x.size(-1)], gain, 1e-5)

                    """
                );
                var norm = Norm(rows, width, (x, branch, gain) => (Tensor)unit.invoke("norm", x, branch, gain));
                return new(norm.Run, unit, norm);
            }
        );
    }

    /// <summary>A bias and GELU, [rows, width].</summary>
    public static (Func<Workload> Ours, Func<Workload> Library) Gelu(int rows, int width)
    {
        return (() => Of((x, bias) => FusedActivation.activate(x, Activation.Gelu, bias)), () => Of((x, bias) => gelu(x + bias)));

        Workload Of(Func<Tensor, Tensor, Tensor> activate)
        {
            Tensor[] all = [Workload.Leaf("x", rows, width), Workload.Leaf("bias", width)];
            return Workload.ForwardBackward(() => activate(all[0], all[1]), all);
        }
    }

    /// <summary>SwiGLU, silu(gate) * value, whose halves lie side by side as their one product leaves them: [rows, 2 width].</summary>
    public static (Func<Workload> Ours, Func<Workload> Library) SwiGlu(int rows, int width) =>
        (
            () => OfLeaf(rows, 2 * width, x => FusedActivation.gate(x, Activation.Silu)),
            () =>
                OfLeaf(
                    rows,
                    2 * width,
                    x =>
                    {
                        var halves = x.chunk(2, -1);
                        return silu(halves[0]) * halves[1];
                    }
                )
        );

    /// <summary>A linear layer with its bias, [rows, inputs] to [rows, outputs].</summary>
    public static (Func<Workload> Ours, Func<Workload> Library) Linear(int rows, int inputs, int outputs)
    {
        return (() => Of(FusedLinear.linear), () => Of((x, weight, bias) => linear(x, weight, bias)));

        Workload Of(Func<Tensor, Tensor, Tensor, Tensor> layer)
        {
            Tensor[] all = [Workload.Leaf("x", rows, inputs), Workload.Leaf("weight", outputs, inputs), Workload.Leaf("bias", outputs)];
            return Workload.ForwardBackward(() => layer(all[0], all[1], all[2]), all);
        }
    }

    /// <summary>A linear layer forward alone, [rows, inputs] to [rows, outputs], as in decoding.</summary>
    public static Workload Decoding(int rows, int inputs, int outputs, ProductPrecision precision)
    {
        Tensor[] all = [Workload.Leaf("x", rows, inputs), Workload.Leaf("weight", outputs, inputs), Workload.Leaf("bias", outputs)];
        return new(
            () =>
            {
                using var plain = no_grad();
                using var use = MixedPrecision.Use(precision);
                return [FusedLinear.linear(all[0], all[1], all[2])];
            },
            all
        );
    }

    /// <summary>A feed-forward network with GELU, [rows, width] to itself.</summary>
    public static (Func<Workload> Ours, Func<Workload> Library) Network(int rows, int width, int inner)
    {
        return (
            () => Of(all => FusedNetwork.activated(all[0], new(all[1], all[2], all[3], all[4]), Activation.Gelu)),
            () => Of(all => linear(gelu(linear(all[0], all[1], all[2])), all[3], all[4]))
        );

        Workload Of(Func<Tensor[], Tensor> network)
        {
            Tensor[] all =
            [
                Workload.Leaf("x", rows, width),
                Workload.Leaf("expand", inner, width),
                Workload.Leaf("expand.bias", inner),
                Workload.Leaf("contract", width, inner),
                Workload.Leaf("contract.bias", width),
            ];
            return Workload.ForwardBackward(() => network(all), all);
        }
    }

    /// <summary>A linear head under cross-entropy: loss and gradients.</summary>
    public static (Func<Workload> Ours, Func<Workload> Library) HeadLoss(int rows, int width, int vocabulary) =>
        (
            () => HeadOf(rows, width, vocabulary, (x, weight, targets) => Head.linear_cross_entropy(x, weight, targets)),
            () => HeadOf(rows, width, vocabulary, (x, weight, targets) => cross_entropy(linear(x, weight), targets))
        );

    /// <summary>Rows of a table, and the table's gradient.</summary>
    public static (Func<Workload> Ours, Func<Workload> Library) Embedding(int vocabulary, int width, int count) =>
        (
            () =>
            {
                var weight = Workload.Leaf("table", vocabulary, width);
                var tokens = Looked(vocabulary, count);
                return Workload.ForwardBackward(() => EmbeddingLookup.embedding(tokens, weight), [weight], tokens);
            },
            () =>
            {
                var table = nn.Embedding(vocabulary, width);
                using (var values = Workload.Leaf("table", vocabulary, width))
                using (no_grad())
                    table.weight!.copy_(values);
                var tokens = Looked(vocabulary, count);
                return Workload.ForwardBackward(() => table.call(tokens), [table.weight!], tokens);
            }
        );

    /// <summary>Queries and keys [batch, heads, tokens, width] turned by their positions.</summary>
    public static (Func<Workload> Ours, Func<Workload> Library) Rope(int batch, int heads, int tokens, int width)
    {
        return (
            () =>
            {
                var (cosine, sine) = Rotary.tables(tokens, width); // [T, K/2]
                return Turned(x => Rotary.rotate(x, cosine, sine, RopeLayout.HalfSplit), cosine, sine);
            },
            () =>
            {
                var (cosine, sine) = Rotary.tables(tokens, width);
                var (wholeCosine, wholeSine) = (cat([cosine, cosine], -1), cat([sine, sine], -1)); // [T, K]
                return Turned(
                    x =>
                    {
                        var halves = x.chunk(2, -1);
                        return x * wholeCosine + cat([-halves[1], halves[0]], -1) * wholeSine;
                    },
                    cosine,
                    sine,
                    wholeCosine,
                    wholeSine
                );
            }
        );

        Workload Turned(Func<Tensor, Tensor> turn, params Tensor[] tables)
        {
            var (q, k) = (Workload.Leaf("q", batch, heads, tokens, width), Workload.Leaf("k", batch, heads, tokens, width));
            return Workload.ForwardBackward(() => turn(q) + turn(k), [q, k], tables);
        }
    }

    /// <summary>
    /// Clipping by the global norm and a step of AdamW over a model's parameters: ours, TorchSharp's, libtorch's fused one.
    /// </summary>
    public static (Func<Workload> Ours, Func<Workload> Library, Func<Workload> TorchScript) Optimiser(TransformerConfig config)
    {
        const double rate = 1e-3;
        return (
            () =>
            {
                var model = WithGradients();
                var adam = optim.AdamW(model.parameters(), rate, 0.9, 0.95, weight_decay: 0.1);
                var fused = new FusedAdamW(adam);
                return new(
                    () =>
                    {
                        fused.clip_grad_norm_(1);
                        fused.step(rate);
                    },
                    adam,
                    model
                );
            },
            () =>
            {
                var model = WithGradients();
                var adam = optim.AdamW(model.parameters(), rate, 0.9, 0.95, weight_decay: 0.1);
                return new(
                    () =>
                    {
                        nn.utils.clip_grad_norm_(model.parameters(), 1);
                        adam.step();
                    },
                    adam,
                    model
                );
            },
            () =>
            {
                var model = WithGradients();
                var script = new TorchScriptGpt();
                Tensor[] weights = [.. model.parameters()];
                Tensor[] gradients = [.. weights.Select(one => one.grad!)];
                using var off = no_grad();
                var (means, squares) = (weights.Select(one => zeros_like(one)).ToArray(), weights.Select(one => zeros_like(one)).ToArray());
                Tensor[] steps = [.. weights.Select(_ => zeros([], ScalarType.Float32))];
                return new(
                    () =>
                    {
                        using var off = no_grad();
                        script.Step(weights, gradients, means, squares, steps, rate, 1);
                    },
                    [script, .. gradients, .. means, .. squares, .. steps, model]
                );
            }
        );

        Transformer WithGradients()
        {
            var model = TrainingWorkloads.Built(config);
            foreach (var parameter in model.parameters())
                parameter.grad = ones_like(parameter);
            return model;
        }
    }

    private static Workload Norm(int rows, int width, Func<Tensor, Tensor, Tensor, Tensor, Tensor> forward)
    {
        var (x, branch) = (Workload.Leaf("x", rows, width), Workload.Leaf("branch", rows, width));
        var (gain, bias) = (Workload.Leaf("gain", width), Workload.Leaf("bias", width));
        return Workload.ForwardBackward(() => forward(x, branch, gain, bias), [x, branch, gain, bias]);
    }

    private static Workload Norm(int rows, int width, Func<Tensor, Tensor, Tensor, Tensor> forward)
    {
        var (x, branch, gain) = (Workload.Leaf("x", rows, width), Workload.Leaf("branch", rows, width), Workload.Leaf("gain", width));
        return Workload.ForwardBackward(() => forward(x, branch, gain), [x, branch, gain]);
    }

    private static Workload OfLeaf(int rows, int width, Func<Tensor, Tensor> forward)
    {
        var x = Workload.Leaf("x", rows, width);
        return Workload.ForwardBackward(() => forward(x), [x]);
    }

    private static Workload HeadOf(int rows, int width, int vocabulary, Func<Tensor, Tensor, Tensor, Tensor> loss)
    {
        var (x, weight) = (Workload.Leaf("x", rows, width), Workload.Leaf("weight", vocabulary, width));
        using (no_grad())
            weight.mul_(0.02);
        var targets = arange(rows) * 31 % vocabulary; // [N]
        return new(() => autograd.grad([loss(x, weight, targets)], [x, weight]), x, weight, targets);
    }

    // Scattered over the table.
    private static Tensor Looked(int vocabulary, int count) => arange(count) * 7919 % vocabulary; // [N]
}
