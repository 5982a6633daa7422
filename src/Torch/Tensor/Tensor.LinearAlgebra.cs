namespace TorchSharp;

public static partial class torch
{
    /// <content>Products and factorisations of matrices, triangles and diagonals.</content>
    public partial class Tensor
    {
        /// <summary>Conjugate transpose of the last two dimensions.</summary>
        public Tensor adjoint() => Op.adjoint.One(this);

        /// <summary>Lower triangle; above the diagonal zeros.</summary>
        public Tensor tril(long diagonal = 0) => Op.tril.One(this, diagonal);

        /// <summary>Lower triangle; above the diagonal zeros, in place.</summary>
        public Tensor tril_(long diagonal = 0)
        {
            Op.tril_.Run(this, diagonal);
            return this;
        }

        /// <summary>Upper triangle; below the diagonal zeros.</summary>
        public Tensor triu(long diagonal = 0) => Op.triu.One(this, diagonal);

        /// <summary>Upper triangle; below the diagonal zeros, in place.</summary>
        public Tensor triu_(long diagonal = 0)
        {
            Op.triu_.Run(this, diagonal);
            return this;
        }

        /// <summary><c>beta * self + alpha * batch1 @ batch2</c>.</summary>
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) =>
            Op.baddbmm.One(this, batch1, batch2, beta, alpha);

        /// <summary>Products of two batches of matrices.</summary>
        public Tensor bmm(Tensor batch2) => Op.bmm.One(this, batch2);

        /// <summary>A vector as a diagonal matrix, or the diagonal of a matrix.</summary>
        public Tensor diag(long diagonal = 0) => Op.diag.One(this, diagonal);

        /// <summary>A dimension as the diagonal of matrices.</summary>
        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => Op.diag_embed.One(this, offset, dim1, dim2);

        /// <summary>The flattened tensor as a diagonal matrix.</summary>
        public Tensor diagflat(long offset = 0) => Op.diagflat.One(this, offset);

        /// <summary>A diagonal, as a view.</summary>
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Op.diagonal.One(this, offset, dim1, dim2);

        /// <summary>Kronecker product.</summary>
        public Tensor kron(Tensor other) => Op.kron.One(this, other);

        /// <summary>Outer product of two vectors.</summary>
        public Tensor outer(Tensor vec2) => Op.outer.One(this, vec2);

        /// <summary>Outer product of two vectors.</summary>
        public Tensor ger(Tensor vec2) => Op.ger.One(this, vec2);

        /// <summary>Products summed over the last dimension.</summary>
        public Tensor inner(Tensor vec2) => Op.inner.One(this, vec2);

        /// <summary>Inverse matrix.</summary>
        public Tensor inverse() => Op.inverse.One(this);

        /// <summary>Cholesky factor.</summary>
        [Obsolete("Deprecated in TorchSharp.")]
        public Tensor cholesky(bool upper = false) => Op.cholesky.One(this, upper);

        /// <summary>Inverse from a Cholesky factor.</summary>
        public Tensor cholesky_inverse(bool upper = false) => Op.cholesky_inverse.One(this, upper);

        /// <summary>Solution of a linear system from a Cholesky factor.</summary>
        public Tensor cholesky_solve(Tensor input2, bool upper = false) => Op.cholesky_solve.One(this, input2, upper);

        /// <summary>Determinant.</summary>
        public Tensor det() => Op.det.One(this);

        /// <summary>Logarithm of the determinant.</summary>
        public Tensor logdet() => Op.logdet.One(this);

        /// <summary>Householder form of a QR factorisation.</summary>
        public (Tensor a, Tensor tau) geqrf() => Op.geqrf.Two(this);

        /// <summary>Matrix product, batched and broadcast over leading dimensions.</summary>
        public Tensor matmul(Tensor target) => Op.matmul.One(this, target);

        /// <summary>Product of two matrices.</summary>
        public Tensor mm(Tensor target) => Op.mm.One(this, target);

        /// <summary>Product of a matrix and a vector.</summary>
        public Tensor mv(Tensor target) => Op.mv.One(this, target);

        /// <summary>Matrix exponential.</summary>
        public Tensor matrix_exp() => Op.matrix_exp.One(this);

        /// <summary>Matrix power.</summary>
        public Tensor matrix_power(int n) => Op.matrix_power.One(this, n);

        /// <summary>Inner product of two vectors, the first conjugated.</summary>
        public Tensor vdot(Tensor target) => Op.vdot.One(this, target);

        /// <summary>Inner product of two vectors.</summary>
        public Tensor dot(Tensor target) => Op.dot.One(this, target);

        /// <summary>Product with the orthogonal matrix of a Householder form.</summary>
        public Tensor ormqr(Tensor tau, Tensor other, bool left = true, bool transpose = false) =>
            Op.ormqr.One(this, tau, other, left, transpose);

        /// <summary><c>beta * self + alpha * sum of batch1 @ batch2</c>.</summary>
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f) =>
            Op.addbmm.One(this, batch1, batch2, beta, alpha);

        /// <summary><c>beta * self + alpha * sum of batch1 @ batch2</c>, in place.</summary>
        public Tensor addbmm_(Tensor batch1, Tensor batch2, float beta = 1f, float alpha = 1f)
        {
            Op.addbmm_.Run(this, batch1, batch2, beta, alpha);
            return this;
        }

        /// <summary><c>beta * self + alpha * mat1 @ mat2</c>.</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1f, float alpha = 1f) => Op.addmm.One(this, mat1, mat2, beta, alpha);

        /// <summary><c>beta * self + alpha * mat1 @ mat2</c>, in place.</summary>
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1f, float alpha = 1f)
        {
            Op.addmm_.Run(this, mat1, mat2, beta, alpha);
            return this;
        }

        /// <summary><c>beta * self + alpha * mat @ vec</c>.</summary>
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1f, float alpha = 1f) => Op.addmv.One(this, mat, vec, beta, alpha);

        /// <summary><c>beta * self + alpha * mat @ vec</c>, in place.</summary>
        public Tensor addmv_(Tensor mat, Tensor vec, float beta = 1f, float alpha = 1f)
        {
            Op.addmv_.Run(this, mat, vec, beta, alpha);
            return this;
        }

        /// <summary><c>beta * self + alpha * outer(vec1, vec2)</c>.</summary>
        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1f, float alpha = 1f) => Op.addr.One(this, vec1, vec2, beta, alpha);

        /// <summary><c>beta * self + alpha * outer(vec1, vec2)</c>, in place.</summary>
        public Tensor addr_(Tensor vec1, Tensor vec2, float beta = 1f, float alpha = 1f)
        {
            Op.addr_.Run(this, vec1, vec2, beta, alpha);
            return this;
        }
    }
}
