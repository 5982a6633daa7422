using TorchSharp;
using static TorchSharp.torch;
using static Torch.Tests.Oracle.Input;

namespace Torch.Tests.Oracle;

public static partial class OperatorTable
{
    private static void Comparisons()
    {
        Two("torch.eq(a, b)", (x, y) => x.eq(y), Integer(3, 3, 4), Integer(3, 4));
        One("a == 1", x => x == 1, Integer(3, 3, 4));
        Two("torch.ne(a, b)", (x, y) => x.ne(y), Integer(3, 3, 4), Integer(3, 4));
        One("a != 1", x => x != 1, Integer(3, 3, 4));
        Two("torch.lt(a, b)", (x, y) => x.lt(y), Integer(3, 3, 4), Integer(3, 4));
        One("a < 1", x => x < 1, Integer(3, 3, 4));
        Two("torch.le(a, b)", (x, y) => x.le(y), Integer(3, 3, 4), Integer(3, 4));
        One("a <= 1", x => x <= 1, Integer(3, 3, 4));
        Two("torch.gt(a, b)", (x, y) => x.gt(y), Integer(3, 3, 4), Integer(3, 4));
        One("a > 1", x => x > 1, Integer(3, 3, 4));
        Two("torch.ge(a, b)", (x, y) => x.ge(y), Integer(3, 3, 4), Integer(3, 4));
        One("a >= 1", x => x >= 1, Integer(3, 3, 4));
        Two("torch.isclose(a, b, atol=0.5)", (x, y) => x.isclose(y, atol: 0.5), Real(3, 4), Real(4));
        Two("torch.isin(a, b)", (x, y) => x.isin(y), Integer(7, 3, 4), Integer(3, 2));
        Add("torch.where(a, b, c)", t => [where(t[0], t[1], t[2])], Truth(3, 4), Real(3, 4), Real(4));
        One("torch.logical_not(a)", x => x.logical_not(), Truth(3, 4));
    }
}
