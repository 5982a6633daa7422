using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Torch.Tests.NN;

/// <summary>The modules of tests/oracles/nn_modules.py: how each is made here, and how it is called.</summary>
internal sealed record ModuleCase(Func<Module> Make, Func<Module, Tensor[], Tensor?[]> Call)
{
    internal static readonly IReadOnlyDictionary<string, ModuleCase> All = new Dictionary<string, ModuleCase>
    {
        ["linear"] = One(() => Linear(5, 3)),
        ["linear without bias"] = One(() => Linear(5, 3, false)),
        ["bilinear"] = Two(() => Bilinear(3, 4, 2)),
        ["embedding"] = One(() => Embedding(7, 3, padding_idx: 2)),
        ["embedding max norm"] = One(() => Embedding(7, 3, max_norm: 1.0, scale_grad_by_freq: true)),
        ["embedding bag"] = new(() => EmbeddingBag(7, 3), (m, x) => [((EmbeddingBag)m).call(x[0])]),
        ["embedding bag offsets"] = new(() => EmbeddingBag(7, 3, mode: EmbeddingBagMode.Sum), (m, x) => [((EmbeddingBag)m).call(x[0], x[1], x[2])]),
        ["layer norm"] = One(() => LayerNorm(6)),
        ["layer norm two dimensions"] = One(() => LayerNorm([3, 4], 1e-3)),
        ["layer norm plain"] = One(() => LayerNorm(6, elementwise_affine: false)),
        ["group norm"] = One(() => GroupNorm(2, 6)),
        ["batch norm 1d"] = One(() => BatchNorm1d(4)),
        ["batch norm 2d eval"] = One(() => Evaluated(BatchNorm2d(3))),
        ["batch norm 3d"] = One(() => BatchNorm3d(2)),
        ["instance norm 1d"] = One(() => InstanceNorm1d(3, affine: true)),
        ["instance norm 2d tracked"] = One(() => InstanceNorm2d(3, track_running_stats: true)),
        ["local response norm"] = One(() => LocalResponseNorm(3, 0.1)),
        ["conv1d"] = One(() => Conv1d(4, 6, 3, 2, 1L)),
        ["conv2d"] = One(() => Conv2d(4, 6, (3, 2), (2, 1), (1, 0), (1, 2), groups: 2)),
        ["conv2d same"] = One(() => Conv2d(2, 3, (4, 3), TorchSharp.Padding.Same, bias: false)),
        ["conv2d circular"] = One(() => Conv2d(2, 3, (3, 3), padding: (2, 1), padding_mode: PaddingModes.Circular)),
        ["conv2d reflect"] = One(() => Conv2d(2, 3, 3, padding: 1L, padding_mode: PaddingModes.Reflect)),
        ["conv3d"] = One(() => Conv3d(2, 3, 2, 1, 0L)),
        ["transposed conv1d"] = One(() => ConvTranspose1d(4, 2, 3, 2, 1, 1)),
        ["transposed conv2d"] = One(() => ConvTranspose2d(4, 6, (3, 2), (2, 2), groups: 2)),
        ["transposed conv3d"] = One(() => ConvTranspose3d(2, 3, 2, 2, bias: false)),
        ["rnn relu bidirectional"] = new(() => RNN(4, 3, nonLinearity: NonLinearities.ReLU, bidirectional: true), (m, x) => Pair(((RNN)m).call(x[0]))),
        ["gru two layers"] = new(() => GRU(4, 3, 2), (m, x) => Pair(((GRU)m).call(x[0], x[1]))),
        ["gru unbatched"] = new(() => GRU(4, 3, bias: false), (m, x) => Pair(((GRU)m).call(x[0]))),
        ["lstm"] = new(() => LSTM(4, 3, 2, batchFirst: true, bidirectional: true), (m, x) => ((LSTM)m).call(x[0]) is var (y, h, c) ? [y, h, c] : []),
        ["rnn cell"] = Two(() => RNNCell(4, 3)),
        ["gru cell"] = Two(() => GRUCell(4, 3)),
        ["lstm cell"] = new(() => LSTMCell(4, 3), (m, x) => Pair(((LSTMCell)m).call(x[0]))),
        ["multihead attention"] = new(() => MultiheadAttention(6, 2), Attend),
        ["multihead attention widths"] = new(() => MultiheadAttention(6, 3, add_bias_kv: true, add_zero_attn: true, kdim: 4, vdim: 5), Attend),
        ["encoder layer"] = One(() => TransformerEncoderLayer(6, 2, 8, 0, Activations.GELU)),
        ["encoder"] = new(StackedEncoder, (m, x) => [((TransformerEncoder)m).call(x[0])]),
        ["decoder layer"] = new(() => TransformerDecoderLayer(6, 2, 8, 0), (m, x) => [((TransformerDecoderLayer)m).call(x[0], x[1])]),
        ["transformer"] = Two(() => Transformer(6, 2, 2, 1, 8, 0)),
        ["prelu"] = One(() => PReLU(3)),
        ["relu"] = One(() => ReLU()), ["relu6"] = One(() => ReLU6()), ["leaky relu"] = One(() => LeakyReLU(0.2)), ["rrelu eval"] = One(() => Evaluated(RReLU())),
        ["threshold"] = One(() => Threshold(0.3, -2)), ["hardtanh"] = One(() => Hardtanh(-0.5, 0.8)), ["hardshrink"] = One(() => Hardshrink(0.4)),
        ["softshrink"] = One(() => Softshrink(0.4)), ["elu"] = One(() => ELU(1.3)), ["celu"] = One(() => CELU(1.3)), ["selu"] = One(() => SELU()),
        ["softplus"] = One(() => Softplus(2, 3)), ["sigmoid"] = One(() => Sigmoid()), ["log sigmoid"] = One(() => LogSigmoid()), ["hardsigmoid"] = One(() => Hardsigmoid()),
        ["tanh"] = One(() => Tanh()), ["tanhshrink"] = One(() => Tanhshrink()), ["softsign"] = One(() => Softsign()), ["silu"] = One(() => SiLU()),
        ["hardswish"] = One(() => Hardswish()), ["mish"] = One(() => Mish()), ["gelu"] = One(() => GELU()), ["gelu tanh"] = One(() => GELU(TorchSharp.Modules.GELU.Approximate.tanh)),
        ["glu"] = One(() => GLU()), ["softmax"] = One(() => Softmax(1)), ["log softmax"] = One(() => LogSoftmax(0)), ["softmin"] = One(() => Softmin(1)), ["softmax2d"] = One(() => Softmax2d()),
        ["avg pool 1d"] = One(() => AvgPool1d(3, 2, 1)), ["avg pool 2d"] = One(() => AvgPool2d((3, 2), (2, 1), (1, 0), true, false)), ["avg pool 3d"] = One(() => AvgPool3d(2)),
        ["max pool 1d"] = One(() => MaxPool1d(3, 2, 1)), ["max pool 2d"] = One(() => MaxPool2d((3, 2), padding: (1, 0), dilation: (1, 2))), ["max pool 3d"] = One(() => MaxPool3d(2)),
        ["adaptive avg pool 2d"] = One(() => AdaptiveAvgPool2d((3, 2))), ["adaptive max pool 1d"] = One(() => AdaptiveMaxPool1d(3)),
        ["lp pool 1d"] = One(() => LPPool1d(3, 2)), ["lp pool 2d"] = One(() => LPPool2d(2, [2, 3], [1, 1])),
        ["constant pad"] = One(() => ConstantPad1d((1, 2), 0.7)), ["reflection pad"] = One(() => ReflectionPad2d((1, 2, 0, 1))), ["replication pad"] = One(() => ReplicationPad3d(1)), ["zero pad"] = One(() => ZeroPad2d(1)),
        ["flatten"] = One(() => Flatten()), ["unflatten"] = One(() => Unflatten(1, [2, 3])), ["identity"] = One(() => Identity()),
        ["pixel shuffle"] = One(() => PixelShuffle(2)), ["pixel unshuffle"] = One(() => PixelUnshuffle(2)), ["fold"] = One(() => Fold((4, 5), (2, 2))), ["unfold"] = One(() => Unfold((2, 3), padding: (1, 1))),
        ["cosine similarity"] = Two(() => CosineSimilarity(1)), ["pairwise distance"] = Two(() => PairwiseDistance(3, keepdim: true)),
        ["upsample nearest"] = One(() => Upsample(scale_factor: [2])), ["upsample bilinear"] = One(() => Upsample([5, 7], mode: UpsampleMode.Bilinear, align_corners: true)),
        ["upsample bicubic"] = One(() => Upsample(scale_factor: [1.5, 2], mode: UpsampleMode.Bicubic)), ["upsample trilinear"] = One(() => Upsample([4], mode: UpsampleMode.Trilinear)),
        ["sequential"] = One(() => Sequential(Linear(5, 4), Tanh(), Linear(4, 2))),

        ["cross entropy"] = Two(() => CrossEntropyLoss()),
        ["cross entropy probabilities"] = Two(() => CrossEntropyLoss(reduction: Reduction.Sum)),
        ["nll"] = Two(() => NLLLoss()), ["bce"] = Two(() => BCELoss()),
        ["soft margin"] = Two(() => SoftMarginLoss(Reduction.Sum)), ["kl div"] = Two(() => KLDivLoss(true, Reduction.Sum)),
        ["mse"] = Two(() => MSELoss()), ["mse none"] = Two(() => MSELoss(Reduction.None)), ["l1"] = Two(() => L1Loss(Reduction.Sum)),
        ["smooth l1"] = Two(() => SmoothL1Loss(beta: 0.7)), ["huber"] = Two(() => HuberLoss(0.7)),
        ["poisson"] = Two(() => PoissonNLLLoss(full: true)), ["gaussian"] = Three(() => GaussianNLLLoss(true, 1e-6f)),
        ["margin ranking"] = Three(() => MarginRankingLoss(0.3)), ["hinge embedding"] = Two(() => HingeEmbeddingLoss()),
        ["cosine embedding"] = Three(() => CosineEmbeddingLoss(0.2)), ["multi margin"] = Two(() => MultiMarginLoss(2, 0.5)),
        ["multi label margin"] = Two(() => MultiLabelMarginLoss()), ["triplet"] = Three(() => TripletMarginLoss(swap: true)),
        ["triplet distance"] = Three(() => TripletMarginWithDistanceLoss(margin: 0.4)),
        ["grid sample"] = Function(x => functional.grid_sample(x[0], x[1], padding_mode: GridSamplePaddingMode.Reflection, align_corners: true)),
        ["grid sample nearest"] = Function(x => functional.grid_sample(x[0], x[1], GridSampleMode.Nearest, GridSamplePaddingMode.Border)),
        ["affine grid"] = Function(x => functional.affine_grid(x[0], [2, 1, 3, 4])),
        ["interpolate area"] = Function(x => functional.interpolate(x[0], [2, 3], mode: InterpolationMode.Area)),
        ["interpolate smooth"] = Function(x => functional.interpolate(x[0], [2, 3], mode: InterpolationMode.Bilinear, antialias: true)),
        ["interpolate exact"] = Function(x => functional.interpolate(x[0], [5], mode: InterpolationMode.NearestExact)),
        ["normalize"] = Function(x => functional.normalize(x[0], 3, 2)),
        ["attention"] = Function(x => functional.scaled_dot_product_attention(x[0], x[1], x[2], is_casual: true)),
        ["attention masked"] = Function(x => functional.scaled_dot_product_attention(x[0], x[1], x[2], x[3])),
        ["ctc"] = new(() => CTCLoss(), (m, x) => [((CTCLoss)m).call(x[0], x[1], x[2], x[3])]),
    };

    // The layer given is copied and stays its maker's.
    private static TransformerEncoder StackedEncoder()
    {
        using var layer = TransformerEncoderLayer(6, 2, 8, 0);
        return TransformerEncoder(layer, 2);
    }

    private static ModuleCase One(Func<Module> make) => new(make, (module, x) => [((IModule<Tensor, Tensor>)module).call(x[0])]);

    private static ModuleCase Function(Func<Tensor[], Tensor> function) => new(() => Identity(), (_, x) => [function(x)]);

    private static ModuleCase Two(Func<Module> make) => new(make, (module, x) => [((IModule<Tensor, Tensor, Tensor>)module).call(x[0], x[1])]);

    private static ModuleCase Three(Func<Module> make) => new(make, (module, x) => [((IModule<Tensor, Tensor, Tensor, Tensor>)module).call(x[0], x[1], x[2])]);

    private static Tensor?[] Attend(Module module, Tensor[] x) => ((MultiheadAttention)module).call(x[0], x[1], x[2]) is var (values, weights) ? [values, weights] : [];

    private static Tensor?[] Pair((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];

    private static T Evaluated<T>(T module) where T : Module
    {
        module.eval();
        return module;
    }
}
