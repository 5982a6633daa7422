using TorchSharp;
using static TorchSharp.torch;
using static Torch.Tests.Oracle.Input;

namespace Torch.Tests.Oracle;

public static partial class OperatorTable
{
    private static void Factorisations()
    {
        One("torch.linalg.det(a)", x => linalg.det(x), Definite(3), 1e-8);
        One("torch.det(a)", x => x.det(), Definite(3), 1e-8);
        One("torch.logdet(a)", x => x.logdet(), Definite(3), 1e-8);
        One("torch.linalg.inv(a)", x => linalg.inv(x), Definite(3), 1e-8);
        One("torch.inverse(a)", x => x.inverse(), Definite(3), 1e-8);
        One("torch.linalg.cholesky(a)", x => linalg.cholesky(x), Definite(3), 1e-8);
        One("torch.cholesky_inverse(torch.linalg.cholesky(a))", x => linalg.cholesky(x).cholesky_inverse(), Definite(3), 1e-8);
        One("torch.linalg.eigvalsh(a)", x => linalg.eigvalsh(x), Definite(3), 1e-8);
        One("torch.linalg.svdvals(a)", x => linalg.svdvals(x), Definite(3), 1e-8);
        One("torch.linalg.matrix_norm(a)", x => linalg.matrix_norm(x), Definite(3), 1e-8);
        One("torch.linalg.matrix_norm(a, 'nuc')", x => linalg.matrix_norm(x, "nuc"), Definite(3), 1e-8);
        One("torch.linalg.norm(a)", x => linalg.norm(x), Definite(3), 1e-8);
        One("torch.linalg.norm(a, 1)", x => linalg.norm(x, 1), Definite(3), 1e-8);
        One("torch.linalg.vector_norm(a, 3.0)", x => linalg.vector_norm(x, 3), Definite(3), 1e-8);
        One("torch.linalg.matrix_exp(a / 10)", x => linalg.matrix_exp(x / 10), Definite(3), 1e-8);
        One("torch.matrix_power(a, 3)", x => x.matrix_power(3), Definite(3), 1e-8);
        One("torch.linalg.pinv(a)", x => linalg.pinv(x), Definite(3), 1e-8);
        One("torch.linalg.matrix_rank(a)", x => linalg.matrix_rank(x), Definite(3), 1e-8);
        One("torch.linalg.cond(a)", x => linalg.cond(x), Definite(3), 1e-8);
        One("torch.linalg.qr(a)[1].abs()", x => linalg.qr(x).R.abs(), Definite(3), 1e-8);
        One("torch.linalg.diagonal(a)", x => linalg.diagonal(x), Definite(3), 1e-8);
        One("torch.linalg.vander(a[0], N=3)", x => linalg.vander(x[0], 3), Definite(3), 1e-8);
        One("torch.linalg.eigvals(a).abs().sort()[0]", x => linalg.eigvals(x).abs().sort().Values, Definite(3), 1e-8);
        One("torch.linalg.lu(a)[2]", x => linalg.lu(x).U, Definite(3), 1e-8);
        One("torch.trace(a)", x => x.trace(), Definite(3), 1e-8);
        Two("torch.linalg.solve(a, b)", (x, y) => linalg.solve(x, y), Definite(3), Real(3, 2), 1e-8);
        Two("torch.linalg.solve_triangular(a, b, upper=False)", (x, y) => linalg.solve_triangular(x, y, false), Definite(3), Real(3, 2), 1e-8);
        Two("torch.linalg.lstsq(a, b)[0]", (x, y) => linalg.lstsq(x, y).Solution, Definite(3), Real(3, 2), 1e-8);
        Two("torch.cholesky_solve(b, torch.linalg.cholesky(a))", (x, y) => y.cholesky_solve(linalg.cholesky(x)), Definite(3), Real(3, 2), 1e-8);
        Add("torch.linalg.slogdet(a)", t => Pair(linalg.slogdet(t[0])), 1e-8, Definite(3));
        One("torch.linalg.svd(a, full_matrices=False)[1]", x => linalg.svd(x, false).S, Real(4, 3), 1e-8);
        One("torch.linalg.eigh(a)[0]", x => linalg.eigh(x).Item1, Definite(3), 1e-8);
    }
}
