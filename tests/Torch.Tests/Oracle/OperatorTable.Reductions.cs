using TorchSharp;
using static TorchSharp.torch;
using static Torch.Tests.Oracle.Input;

namespace Torch.Tests.Oracle;

public static partial class OperatorTable
{
    private static void Reductions()
    {
        One("a.sum()", x => x.sum(), Real(3, 4), 1e-6);
        One("a.sum(1)", x => x.sum(1), Real(3, 4), 1e-6);
        One("a.sum((0, 1), keepdim=True)", x => x.sum([0L, 1L], true), Real(3, 4), 1e-6);
        One("a.sum(dtype=torch.float32)", x => x.sum(float32), Real(3, 4), 1e-6);
        One("a.mean()", x => x.mean(), Real(3, 4), 1e-6);
        One("a.mean((0,), True)", x => x.mean([0L], true), Real(3, 4), 1e-6);
        One("a.prod()", x => x.prod(), Real(3, 4), 1e-6);
        One("a.prod(1)", x => x.prod(1), Real(3, 4), 1e-6);
        One("a.std()", x => x.std(), Real(3, 4), 1e-6);
        One("a.std(1, unbiased=False)", x => x.std(1, false), Real(3, 4), 1e-6);
        One("a.var()", x => x.var(), Real(3, 4), 1e-6);
        One("a.var((0, 1), unbiased=True, keepdim=True)", x => x.var([0L, 1L], true, true), Real(3, 4), 1e-6);
        One("a.amax((1,))", x => x.amax([1L]), Real(3, 4), 1e-6);
        One("a.amin((0,), True)", x => x.amin([0L], true), Real(3, 4), 1e-6);
        One("a.max()", x => x.max(), Real(3, 4), 1e-6);
        One("a.min()", x => x.min(), Real(3, 4), 1e-6);
        One("a.argmax()", x => x.argmax(), Real(3, 4), 1e-6);
        One("a.argmax(1)", x => x.argmax(1), Real(3, 4), 1e-6);
        One("a.argmin(0, True)", x => x.argmin(0, true), Real(3, 4), 1e-6);
        One("a.median()", x => x.median(), Real(3, 4), 1e-6);
        One("a.logsumexp(1)", x => x.logsumexp(1), Real(3, 4), 1e-6);
        One("a.norm()", x => x.norm(), Real(3, 4), 1e-6);
        One("a.norm(dim=1, p=3)", x => x.norm(1, false, 3), Real(3, 4), 1e-6);
        One("torch.count_nonzero(a)", x => x.count_nonzero(), Real(3, 4), 1e-6);
        One("torch.quantile(a, torch.tensor([0.2, 0.9], dtype=torch.float64), 1)", x => x.quantile(tensor(new[] { 0.2, 0.9 }), 1), Real(3, 4), 1e-6);
        One("torch.nansum(a)", x => x.nansum(), Real(3, 4), 1e-6);
        One("torch.nanmean(a, 1)", x => x.nanmean(1), Real(3, 4), 1e-6);
        One("torch.cov(a)", x => x.cov(), Real(3, 4), 1e-6);
        One("torch.corrcoef(a)", x => x.corrcoef(), Real(3, 4), 1e-6);
        One("torch.histc(a.detach(), 4, -2, 2)", x => x.detach().histc(4, -2, 2), Real(3, 4), 1e-6);
        One("torch.renorm(a, 2, 0, 1.0)", x => x.renorm(2, 0, 1), Real(3, 4), 1e-6);
        Add("a.max(1)", t => Pair(t[0].max(1)), Real(3, 4));
        Add("a.min(0, True)", t => Pair(t[0].min(0, true)), Real(3, 4));
        Add("torch.mode(a, 1)", t => Pair(t[0].mode(1)), Real(3, 4));
        Add("torch.kthvalue(a, 2, 1)", t => Pair(t[0].kthvalue(2, 1)), Real(3, 4));
        Add("torch.std_mean(a, (1,), unbiased=True)", t => Pair(t[0].std_mean([1L])), Real(3, 4));
        Add("torch.var_mean(a, (0,), unbiased=False)", t => Pair(t[0].var_mean([0L], false)), Real(3, 4));
        Add("torch.aminmax(a.detach(), dim=1)", t => Pair(t[0].detach().aminmax(1)), Real(3, 4));
        Add("a.topk(2, 1)", t => Pair(t[0].topk(2, 1)), Real(3, 4));
        Add("a.topk(2, 0, largest=False)", t => Pair(t[0].topk(2, 0, false)), Real(3, 4));
        Add("a.sort(1)", t => Pair(t[0].sort(1)), Real(3, 4));
        Add("a.sort(0, descending=True)", t => Pair(t[0].sort(0, true)), Real(3, 4));
        One("torch.all(a)", x => x.all(), Truth(3, 4));
        One("torch.any(a, 1)", x => x.any(1), Truth(3, 4));
        One("torch.all(a, 0, True)", x => x.all(0, true), Truth(3, 4));
        Two("torch.dist(a, b, 2)", (x, y) => x.dist(y), Real(3, 4), Real(4), 1e-6);
        One("torch.bincount(a)", x => x.bincount(null), Integer(6, 9));
        One("torch.argsort(a, 1)", x => x.argsort(1), Real(3, 4));
        One("torch.msort(a)", x => x.msort(), Real(3, 4));
        Two("torch.bucketize(a.detach(), b.detach().sort()[0])", (x, y) => x.detach().bucketize(y.detach().sort().Values), Real(3, 4), Real(5));
        Two("torch.searchsorted(b.detach().sort()[0], a.detach(), right=True)", (x, y) => searchsorted(y.detach().sort().Values, x.detach(), right: true), Real(3, 4), Real(5));
        Add("torch.unique(a, return_inverse=True, return_counts=True)", t => Triple(t[0].unique(true, true, true)!), Integer(4, 3, 4));
        Add("torch.unique_consecutive(a, return_inverse=True, return_counts=True)", t => Triple(t[0].unique_consecutive(true, true)!), Integer(4, 12));
        One("torch.trapezoid(a, dx=0.5)", x => x.trapezoid(0.5), Real(3, 4));
        Two("torch.cumulative_trapezoid(a, b)", (x, y) => x.cumulative_trapezoid(y), Real(3, 4), Real(4));
    }
}
