namespace TorchSharp;

public static partial class torch
{
    /// <summary><c>beta * self + alpha * sum of batch1 @ batch2</c>.</summary>
    public static Tensor addbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) =>
        input.addbmm(batch1, batch2, beta, alpha);

    /// <summary><c>beta * self + alpha * sum of batch1 @ batch2</c>, in place.</summary>
    public static Tensor addbmm_(Tensor input, Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) =>
        input.addbmm_(batch1, batch2, beta, alpha);

    /// <summary><c>beta * self + alpha * mat1 @ mat2</c>.</summary>
    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmm(mat1, mat2, beta, alpha);

    /// <summary><c>beta * self + alpha * mat1 @ mat2</c>, in place.</summary>
    public static Tensor addmm_(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) =>
        input.addmm_(mat1, mat2, beta, alpha);

    /// <summary><c>beta * self + alpha * mat @ vec</c>.</summary>
    public static Tensor addmv(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmv(mat1, mat2, beta, alpha);

    /// <summary><c>beta * self + alpha * mat @ vec</c>, in place.</summary>
    public static Tensor addmv_(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) =>
        input.addmv_(mat1, mat2, beta, alpha);

    /// <summary><c>beta * self + alpha * outer(vec1, vec2)</c>.</summary>
    public static Tensor addr(Tensor input, Tensor vec1, Tensor vec2, float beta = 1f, float alpha = 1f) =>
        input.addr(vec1, vec2, beta, alpha);

    /// <summary><c>beta * self + alpha * outer(vec1, vec2)</c>, in place.</summary>
    public static Tensor addr_(Tensor input, Tensor vec1, Tensor vec2, float beta = 1f, float alpha = 1f) =>
        input.addr_(vec1, vec2, beta, alpha);

    /// <summary><c>beta * self + alpha * batch1 @ batch2</c>.</summary>
    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) =>
        input.baddbmm(batch1, batch2, beta, alpha);

    /// <summary>Products of two batches of matrices.</summary>
    public static Tensor bmm(Tensor input, Tensor batch2) => input.bmm(batch2);

    /// <summary>Cholesky factor.</summary>
    [Obsolete("Deprecated in TorchSharp.")]
    public static Tensor cholesky(Tensor input) => Op.cholesky.One(input);

    /// <summary>Inverse from a Cholesky factor.</summary>
    public static Tensor cholesky_inverse(Tensor input, bool upper = false) => input.cholesky_inverse(upper);

    /// <summary>Solution of a linear system from a Cholesky factor.</summary>
    public static Tensor cholesky_solve(Tensor input, Tensor input2, bool upper = false) => input.cholesky_solve(input2, upper);

    /// <summary>Inner product of two vectors.</summary>
    public static Tensor dot(Tensor input, Tensor other) => input.dot(other);

    /// <summary>Householder form of a QR factorisation.</summary>
    public static (Tensor a, Tensor tau) geqrf(Tensor input) => input.geqrf();

    /// <summary>Outer product of two vectors.</summary>
    public static Tensor ger(Tensor input, Tensor vec2) => input.ger(vec2);

    /// <summary>Products summed over the last dimension.</summary>
    public static Tensor inner(Tensor input, Tensor vec2) => input.inner(vec2);

    /// <summary>Inverse matrix.</summary>
    public static Tensor inverse(Tensor input) => input.inverse();

    /// <summary>Determinant.</summary>
    public static Tensor det(Tensor input) => input.det();

    /// <summary>Logarithm of the determinant.</summary>
    public static Tensor logdet(Tensor input) => input.logdet();

    /// <summary>Matrix product, batched and broadcast over leading dimensions.</summary>
    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    /// <summary>Matrix power.</summary>
    public static Tensor matrix_power(Tensor input, int n) => input.matrix_power(n);

    /// <summary>Matrix exponential.</summary>
    public static Tensor matrix_exp(Tensor input) => input.matrix_exp();

    /// <summary>Product of two matrices.</summary>
    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);

    /// <summary>Product of a matrix and a vector.</summary>
    public static Tensor mv(Tensor input, Tensor target) => input.mv(target);

    /// <summary>Product with the orthogonal matrix of a Householder form.</summary>
    public static Tensor ormqr(Tensor input, Tensor tau, Tensor other, bool left = true, bool transpose = false) =>
        input.ormqr(tau, other, left, transpose);

    /// <summary>Outer product of two vectors.</summary>
    public static Tensor outer(Tensor input, Tensor vec2) => input.outer(vec2);

    /// <summary>Inner product of two vectors, the first conjugated.</summary>
    public static Tensor vdot(Tensor input, Tensor target) => input.vdot(target);

    /// <summary>Cholesky factor.</summary>
    [Obsolete("Deprecated in TorchSharp.")]
    public static Tensor cholesky(Tensor input, bool upper) => input.cholesky(upper);

    /// <summary>Conjugate transpose of the last two dimensions.</summary>
    public static Tensor adjoint(Tensor input) => input.adjoint();

    /// <summary>A vector as a diagonal matrix, or the diagonal of a matrix.</summary>
    public static Tensor diag(Tensor input, long diagonal = 0) => input.diag(diagonal);

    /// <summary>A dimension as the diagonal of matrices.</summary>
    public static Tensor diag_embed(Tensor input, long offset = 0, long dim1 = -2, long dim2 = -1) =>
        input.diag_embed(offset, dim1, dim2);

    /// <summary>The flattened tensor as a diagonal matrix.</summary>
    public static Tensor diagflat(Tensor input, long offset = 0) => input.diagflat(offset);

    /// <summary>A diagonal, as a view.</summary>
    public static Tensor diagonal(Tensor input, long offset = 0, long dim1 = 0, long dim2 = 1) => input.diagonal(offset, dim1, dim2);

    /// <summary>Kronecker product.</summary>
    public static Tensor kron(Tensor input, Tensor other) => input.kron(other);

    /// <summary>Lower triangle; above the diagonal zeros.</summary>
    public static Tensor tril(Tensor input, long diagonal = 0) => input.tril(diagonal);

    /// <summary>Lower triangle; above the diagonal zeros, in place.</summary>
    public static Tensor tril_(Tensor input, long diagonal = 0) => input.tril_(diagonal);

    /// <summary>Upper triangle; below the diagonal zeros.</summary>
    public static Tensor triu(Tensor input, long diagonal = 0) => input.triu(diagonal);

    /// <summary>Upper triangle; below the diagonal zeros, in place.</summary>
    public static Tensor triu_(Tensor input, long diagonal = 0) => input.triu_(diagonal);
}
