using TorchSharp;
using static TorchSharp.torch;
using static Torch.Tests.Oracle.Input;

namespace Torch.Tests.Oracle;

public static partial class OperatorTable
{
    private static void Activations()
    {
        One("torch.softmax(a, -1)", x => softmax(x, -1), Real(3, 4), 1e-7);
        One("torch.log_softmax(a, 0)", x => x.log_softmax(0), Real(3, 4), 1e-7);
        One("F.relu6(a)", x => x.relu6(), Real(3, 4), 1e-7);
        One("F.gelu(a)", x => x.gelu(), Real(3, 4), 1e-7);
        One("F.silu(a)", x => x.silu(), Real(3, 4), 1e-7);
        One("F.elu(a, 0.7)", x => x.elu(0.7), Real(3, 4), 1e-7);
        One("F.celu(a, 0.7)", x => x.celu(0.7), Real(3, 4), 1e-7);
        One("F.selu(a)", x => x.selu(), Real(3, 4), 1e-7);
        One("F.hardsigmoid(a)", x => x.hardsigmoid(), Real(3, 4), 1e-7);
        One("F.hardswish(a)", x => x.hardswish(), Real(3, 4), 1e-7);
        One("F.hardtanh(a, -0.5, 1)", x => x.hardtanh(-0.5, 1), Real(3, 4), 1e-7);
        One("F.leaky_relu(a, 0.2)", x => x.leaky_relu(0.2), Real(3, 4), 1e-7);
        One("F.logsigmoid(a)", x => x.log_sigmoid(), Real(3, 4), 1e-7);
        One("F.softplus(a, 2.0, 1.0)", x => x.softplus(2, 1), Real(3, 4), 1e-7);
        One("F.threshold(a, 0.1, 5)", x => x.threshold(0.1, 5), Real(3, 4), 1e-7);
        One("F.glu(a, -1)", x => x.glu(), Real(3, 4), 1e-7);
        One("F.rrelu(a)", x => x.rrelu(), Real(3, 4), 1e-7);
        One("torch.softmax(a, 1, dtype=torch.float32)", x => x.softmax(1, float32), Real(3, 4), 1e-7);
        Two("F.prelu(a, b)", (x, y) => x.prelu(y), Real(3, 4), Positive(1));
    }
}
