using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Torch.Tests.NN;

public sealed class InitialValueOracle : IDisposable
{
    internal PythonOracle Python { get; } = new("nn_initial.py");

    public void Dispose() => Python.Dispose();
}

/// <summary>Initial values under a seed are PyTorch's, bit for bit: the same generator, drawn from in the same order.</summary>
public sealed class InitialValueTests(InitialValueOracle oracle) : IClassFixture<InitialValueOracle>
{
    private static readonly Dictionary<string, Func<Module>> ModulesByName = new()
    {
        ["linear"] = () => Linear(5, 3), ["bilinear"] = () => Bilinear(3, 4, 2), ["embedding"] = () => Embedding(7, 3, padding_idx: 1),
        ["conv2d"] = () => Conv2d(2, 4, 3, 1, 0L), ["transposed conv1d"] = () => ConvTranspose1d(4, 2, 3), ["lstm"] = () => LSTM(4, 3, 2, bidirectional: true),
        ["gru cell"] = () => GRUCell(4, 3), ["multihead attention"] = () => MultiheadAttention(6, 2, add_bias_kv: true), ["encoder layer"] = () => TransformerEncoderLayer(6, 2, 8),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor>> FillingsByName = new()
    {
        ["uniform"] = t => init.uniform_(t, -1, 2), ["normal"] = t => init.normal_(t, 1, 2), ["truncated"] = t => init.trunc_normal_(t, 0.5, 1, -1, 1.5),
        ["kaiming uniform"] = t => init.kaiming_uniform_(t, 0.3), ["kaiming normal"] = t => init.kaiming_normal_(t, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU),
        ["xavier uniform"] = t => init.xavier_uniform_(t, 1.5), ["xavier normal"] = t => init.xavier_normal_(t), ["orthogonal"] = t => init.orthogonal_(t, 2),
        ["sparse"] = t => init.sparse_(t, 0.4), ["eye"] = init.eye_, ["constant"] = t => init.constant_(t, 3),
    };

    public static TheoryData<string> Modules => [.. ModulesByName.Keys];

    public static TheoryData<string> Fillings => [.. FillingsByName.Keys];

    [Theory]
    [MemberData(nameof(Modules))]
    public void ModulesStartAsPyTorchs(string name)
    {
        using var scope = NewDisposeScope();
        manual_seed(11);
        using var module = ModulesByName[name]();
        var state = module.state_dict();
        var expected = oracle.Python.Read(name);
        Assert.Equal(expected.Keys.Order(), state.Keys.Order());
        foreach (var (key, value) in expected) Close.To(value, state[key], 1e-7, key);
    }

    [Theory]
    [MemberData(nameof(Fillings))]
    public void FillingsEqualPyTorchs(string name)
    {
        using var scope = NewDisposeScope();
        var expected = oracle.Python.Read("tensors");
        foreach (var (kind, shape) in new[] { ("tall", new long[] { 6, 4 }), ("wide", new long[] { 4, 6 }) })
        {
            manual_seed(12);
            Close.To(expected[$"{name}.{kind}"], FillingsByName[name](empty(shape)), 1e-6, kind);
        }
    }

    [Fact]
    public void DiracLetsChannelsPass()
    {
        using var scope = NewDisposeScope();
        var expected = oracle.Python.Read("tensors");
        Close.Equal(expected["dirac.tall"], init.dirac_(empty(4, 3, 3, 5)), "tall");
        Close.Equal(expected["dirac.wide"], init.dirac_(empty(3, 4, 3)), "wide");
    }
}
