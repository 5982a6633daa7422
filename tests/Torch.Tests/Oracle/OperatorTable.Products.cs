using TorchSharp;
using static TorchSharp.torch;
using static Torch.Tests.Oracle.Input;

namespace Torch.Tests.Oracle;

public static partial class OperatorTable
{
    private static void Products()
    {
        Two("a @ b", (x, y) => x.matmul(y), Real(3, 4), Real(4, 2));
        Two("torch.matmul(a, b)", (x, y) => matmul(x, y), Real(2, 3, 4), Real(4, 2));
        Two("torch.matmul(a, b)", (x, y) => matmul(x, y), Real(4), Real(4));
        Two("torch.mm(a, b)", (x, y) => x.mm(y), Real(3, 4), Real(4, 2));
        Two("torch.bmm(a, b)", (x, y) => x.bmm(y), Real(2, 3, 4), Real(2, 4, 2));
        Two("torch.mv(a, b)", (x, y) => x.mv(y), Real(3, 4), Real(4));
        Two("torch.dot(a, b)", (x, y) => x.dot(y), Real(4), Real(4));
        Two("torch.vdot(a, b)", (x, y) => x.vdot(y), Real(4), Real(4));
        Two("torch.inner(a, b)", (x, y) => x.inner(y), Real(3, 4), Real(2, 4));
        Two("torch.outer(a, b)", (x, y) => x.outer(y), Real(3), Real(4));
        Two("torch.ger(a, b)", (x, y) => x.ger(y), Real(3), Real(4));
        Two("torch.kron(a, b)", (x, y) => x.kron(y), Real(2, 2), Real(1, 3));
        Two("torch.einsum('ij,kj->ik', a, b)", (x, y) => einsum("ij,kj->ik", x, y), Real(3, 4), Real(2, 4));
        Two("torch.einsum('bij,bjk->bik', a, b)", (x, y) => einsum("bij,bjk->bik", x, y), Real(2, 3, 4), Real(2, 4, 2));
        Two("torch.einsum('...i,i', a, b)", (x, y) => einsum("...i,i", x, y), Real(2, 3, 4), Real(4));
        Two("torch.tensordot(a, b, 1)", (x, y) => x.tensordot(y, 1), Real(3, 4), Real(4, 2));
        Two("torch.tensordot(a, b, ([0, 1], [1, 0]))", (x, y) => x.tensordot(y, [0L, 1L], [1L, 0L]), Real(3, 4), Real(4, 3));
        Two("torch.cdist(a, b, 1.0)", (x, y) => cdist(x, y, 1), Real(3, 4), Positive(2, 4));
        Two("torch.linalg.cross(a, b)", (x, y) => linalg.cross(x, y), Real(2, 3), Real(1, 3));
        Two("torch.linalg.multi_dot([a, b])", (x, y) => linalg.multi_dot([x, y]), Real(3, 4), Real(4, 2));
        Two("torch.linalg.vecdot(a, b)", (x, y) => linalg.vecdot(x, y), Real(3, 4), Real(4));
        Add("torch.addmm(a, b, c, beta=0.5, alpha=2)", t => [t[0].addmm(t[1], t[2], 0.5f, 2)], Real(3, 2), Real(3, 4), Real(4, 2));
        Add("torch.addmv(a, b, c)", t => [t[0].addmv(t[1], t[2])], Real(3), Real(3, 4), Real(4));
        Add("torch.addr(a, b, c)", t => [t[0].addr(t[1], t[2])], Real(3, 4), Real(3), Real(4));
        Add("torch.baddbmm(a, b, c, alpha=0.5)", t => [t[0].baddbmm(t[1], t[2], 1, 0.5f)], Real(2, 3, 2), Real(2, 3, 4), Real(2, 4, 2));
        Add("torch.addbmm(a, b, c)", t => [t[0].addbmm(t[1], t[2])], Real(3, 2), Real(2, 3, 4), Real(2, 4, 2));
        Add("torch.einsum('ij,jk,kl->il', a, b, c)", t => [einsum("ij,jk,kl->il", t[0], t[1], t[2])], Real(2, 3), Real(3, 4), Real(4, 2));
    }
}
