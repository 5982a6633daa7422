using TorchSharp;
using static TorchSharp.torch;
using static Torch.Tests.Oracle.Input;

namespace Torch.Tests.Oracle;

public static partial class OperatorTable
{
    private static void Shapes()
    {
        One("a.reshape(4, 3)", x => x.reshape(4, 3), Real(3, 4));
        One("a.view(-1)", x => x.view(-1), Real(3, 4));
        One("a.flatten()", x => x.flatten(), Real(3, 4));
        One("a.t()", x => x.t(), Real(3, 4));
        One("a.T", x => x.T, Real(3, 4));
        One("a.mT", x => x.mT, Real(3, 4));
        One("a.transpose(0, 1)", x => x.transpose(0, 1), Real(3, 4));
        One("a.permute(1, 0)", x => x.permute(1, 0), Real(3, 4));
        One("a.unsqueeze(1)", x => x.unsqueeze(1), Real(3, 4));
        One("a.unsqueeze(0).squeeze()", x => x.unsqueeze(0).squeeze(), Real(3, 4));
        One("a.unsqueeze(0).squeeze(0)", x => x.unsqueeze(0).squeeze(0), Real(3, 4));
        One("a.unsqueeze(0).expand(2, -1, -1)", x => x.unsqueeze(0).expand(2, -1, -1), Real(3, 4));
        One("a.broadcast_to((2, 3, 4))", x => x.broadcast_to(2, 3, 4), Real(3, 4));
        One("a.repeat(2, 1)", x => x.repeat(2, 1), Real(3, 4));
        One("a.tile((2, 2))", x => x.tile([2L, 2L]), Real(3, 4));
        One("a.repeat_interleave(2, 1)", x => x.repeat_interleave(2, 1), Real(3, 4));
        One("a.flip(0, 1)", x => x.flip(0, 1), Real(3, 4));
        One("torch.fliplr(a)", x => x.fliplr(), Real(3, 4));
        One("torch.flipud(a)", x => x.flipud(), Real(3, 4));
        One("a.roll(1, 1)", x => x.roll(1, 1), Real(3, 4));
        One("a.roll(2)", x => x.roll(2), Real(3, 4));
        One("a.roll((1, 2), (0, 1))", x => x.roll([1L, 2L], [0L, 1L]), Real(3, 4));
        One("torch.rot90(a)", x => x.rot90(), Real(3, 4));
        One("a.movedim((0,), (1,))", x => x.movedim([0L], [1L]), Real(3, 4));
        One("a.unflatten(1, (2, 2))", x => x.unflatten(1, 2, 2), Real(3, 4));
        One("a.ravel()", x => x.ravel(), Real(3, 4));
        One("a.narrow(1, 1, 2)", x => x.narrow(1, 1, 2), Real(3, 4));
        One("a.select(1, 2)", x => x.select(1, 2), Real(3, 4));
        One("a.unfold(1, 2, 1)", x => x.unfold(1, 2, 1), Real(3, 4));
        One("a.as_strided((2, 2), (1, 2), 1)", x => x.as_strided([2, 2], [1, 2], 1), Real(3, 4));
        One("a.swapdims(0, 1).contiguous()", x => x.swapdims(0, 1).contiguous(), Real(3, 4));
        One("torch.atleast_3d(a)", x => x.atleast_3d(), Real(3, 4));
        One("a.tril(-1)", x => x.tril(-1), Real(3, 4));
        One("a.triu(1)", x => x.triu(1), Real(3, 4));
        One("a.diagonal(1)", x => x.diagonal(1), Real(3, 4));
        One("torch.diag(a, 1)", x => x.diag(1), Real(3, 4));
        One("torch.diag_embed(a)", x => x.diag_embed(), Real(3, 4));
        One("torch.diagflat(a)", x => x.diagflat(), Real(3, 4));
        One("a[:3, :3].trace()", x => x[.., ..3].trace(), Real(3, 4));
        One("torch.view_as_complex(a.reshape(6, 2))", x => x.reshape(6, 2).view_as_complex(), Real(3, 4));
        Add("a.chunk(2, 1)", t => t[0].chunk(2, 1), Real(3, 4));
        Add("a.split(3, 1)", t => t[0].split(3, 1), Real(3, 4));
        Add("a.split([1, 3], 1)", t => t[0].split([1L, 3L], 1), Real(3, 4));
        Add("a.unbind(1)", t => t[0].unbind(1), Real(3, 4));
        Add("torch.tensor_split(a, 3, 1)", t => t[0].tensor_split(3, 1), Real(3, 4));
        Add("torch.tensor_split(a, (1, 2), 1)", t => t[0].tensor_split([1L, 2L], 1), Real(3, 4));
        Add("torch.hsplit(a, 2)", t => t[0].hsplit(2), Real(3, 4));
        Add("torch.vsplit(a, (1,))", t => t[0].vsplit([1L]), Real(3, 4));
        Add("torch.meshgrid(a[0], a[1], indexing='xy')", t => meshgrid([t[0][0], t[0][1]], "xy"), Real(3, 4));
        Add("torch.broadcast_tensors(a * 1, a[0])", t => [.. broadcast_tensors(t[0] * 1, t[0][0])], Real(3, 4));
        Two("torch.cat([a, b], 1)", (x, y) => cat([x, y], 1), Real(3, 4), Real(3, 4));
        Two("torch.stack([a, b], 1)", (x, y) => stack([x, y], 1), Real(3, 4), Real(3, 4));
        Two("torch.vstack([a, b])", (x, y) => vstack([x, y]), Real(3, 4), Real(3, 4));
        Two("torch.hstack([a, b])", (x, y) => hstack([x, y]), Real(3, 4), Real(3, 4));
        Two("torch.dstack([a, b])", (x, y) => dstack([x, y]), Real(3, 4), Real(3, 4));
        Two("torch.column_stack([a, b])", (x, y) => column_stack([x, y]), Real(3, 4), Real(3, 4));
        Two("torch.block_diag(a, b)", (x, y) => block_diag(x, y), Real(2, 3), Real(1, 2));
        Two("torch.cartesian_prod(a, b)", (x, y) => cartesian_prod(x, y), Real(2), Real(3));
        One("torch.combinations(a, 2)", x => combinations(x, 2), Real(4));
        One("torch.vander(a.detach(), 3)", x => x.detach().vander(3), Real(4));
    }
}
