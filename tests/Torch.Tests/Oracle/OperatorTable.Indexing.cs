using TorchSharp;
using static TorchSharp.torch;
using static Torch.Tests.Oracle.Input;

namespace Torch.Tests.Oracle;

public static partial class OperatorTable
{
    private static void Indexing()
    {
        One("a[1]", x => x[1], Real(3, 4));
        One("a[1, 2]", x => x[1, 2], Real(3, 4));
        One("a[..., 1]", x => x[TensorIndex.Ellipsis, 1], Real(3, 4));
        One("a[:, None, 1:3]", x => x[TensorIndex.Colon, TensorIndex.None, 1..3], Real(3, 4));
        One("a[::2, -1]", x => x[TensorIndex.Slice(step: 2), -1], Real(3, 4));
        One("a[1:, :-1]", x => x[1.., ..^1], Real(3, 4));
        One("a[torch.tensor([2, 0])]", x => x[tensor(new long[] { 2, 0 })], Real(3, 4));
        One("a[torch.tensor([2, 0]), torch.tensor([1, 3])]", x => x[tensor(new long[] { 2, 0 }), tensor(new long[] { 1, 3 })], Real(3, 4));
        One("a[:, torch.tensor([3, 0])]", x => x[TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 3, 0 }))], Real(3, 4));
        One("a[..., torch.tensor([3, 0])]", x => x[TensorIndex.Ellipsis, TensorIndex.Tensor(tensor(new long[] { 3, 0 }))], Real(3, 4));
        One("a[a > 0]", x => x[x > 0], Real(3, 4));
        One("a[1][a[0] > 0]", x => x[1][x[0] > 0], Real(3, 4));
        One("a[:, torch.tensor([True, False, True, False])]", x => x[TensorIndex.Colon, TensorIndex.Tensor(tensor(new[] { true, false, true, false }))], Real(3, 4));
        One("a[True]", x => x[TensorIndex.Bool(true)], Real(3, 4));
        One("a[None, torch.tensor([0, 2]), 1]", x => x[TensorIndex.None, TensorIndex.Tensor(tensor(new long[] { 0, 2 })), 1], Real(3, 4));
        One("a[torch.tensor([0, 1]), :, None]", x => x[TensorIndex.Tensor(tensor(new long[] { 0, 1 })), TensorIndex.Colon, TensorIndex.Null], Real(3, 4));
        Two("a.gather(1, b)", (x, i) => x.gather(1, i), Real(3, 4), Integer(4, 3, 2));
        Two("a.index_select(1, b)", (x, i) => x.index_select(1, i), Real(3, 4), Integer(4, 3));
        Two("a.take(b)", (x, i) => x.take(i), Real(3, 4), Integer(12, 5));
        Two("torch.take_along_dim(a, b, 1)", (x, i) => x.take_along_dim(i, 1), Real(3, 4), Integer(4, 3, 2));
        Add("a.scatter(1, b, c)", t => [t[0].scatter(1, t[1], t[2])], Real(3, 4), Integer(2, 3, 1), Real(3, 1));
        Add("a.scatter_add(0, b, c)", t => [t[0].scatter_add(0, t[1], t[2])], Real(3, 4), Integer(3, 2, 4), Real(2, 4));
        Add("a.index_add(0, b, c, alpha=2)", t => [t[0].index_add(0, t[1], t[2], 2)], Real(3, 4), Integer(3, 2), Real(2, 4));
        Add("a.index_copy(0, b, c)", t => [t[0].index_copy(0, t[1], t[2])], Real(3, 4), Integer(3, 2), Real(2, 4));
        Two("a.index_fill(1, b, 5)", (x, i) => x.index_fill(1, i, 5), Real(3, 4), Integer(4, 2));
        Two("a.masked_fill(b, -9)", (x, m) => x.masked_fill(m, -9), Real(3, 4), Truth(3, 4));
        Two("a.masked_select(b)", (x, m) => x.masked_select(m), Real(3, 4), Truth(3, 4));
        Add("a.masked_scatter(b, c)", t => [t[0].masked_scatter(t[1], t[2])], Real(3, 4), Truth(3, 4), Real(12));
        One("torch.nonzero(a)", x => x.nonzero(), Truth(3, 4));
        One("torch.argwhere(a)", x => x.argwhere(), Truth(3, 4));
        Add("torch.where(a)", t => where(t[0]), Truth(3, 4));
        Two("torch.diagonal_scatter(a, b)", (x, y) => x.diagonal_scatter(y), Real(3, 4), Real(3));
        Two("torch.select_scatter(a, b, 0, 1)", (x, y) => x.select_scatter(y, 0, 1), Real(3, 4), Real(4));
        Two("torch.slice_scatter(a, b, 0, 1, 3, 1)", (x, y) => x.slice_scatter(y, 0, 1, 3), Real(3, 4), Real(2, 4));
        Two("a.clone().index_put_((torch.tensor([0, 2]),), b)", (x, y) => x.clone().index_put_(y, [tensor(new long[] { 0, 2 })]), Real(3, 4), Real(4));
        Two("a.clone().index_put_((torch.tensor([0, 0]),), b, accumulate=True)", (x, y) => x.clone().index_put_(y, new[] { tensor(new long[] { 0, 0 }) }, true), Real(3, 4), Real(4));
    }
}
