namespace TorchSharp;

public static partial class torch
{
    /// <summary>Linear algebra; leading dimensions are batches.</summary>
    public static partial class linalg
    {
        /// <summary>What a QR factorisation gives.</summary>
        public enum QRMode
        {
            /// <summary>Q with as many columns as R has rows.</summary>
            Reduced,
            /// <summary>Q square.</summary>
            Complete,
            /// <summary>R only; Q is empty.</summary>
            R,
        }

        /// <summary>Cholesky factor, lower.</summary>
        public static Tensor cholesky(Tensor input) => Op.linalg_cholesky.One(input);

        /// <summary>Cholesky factor, and where it failed.</summary>
        public static (Tensor L, Tensor info) cholesky_ex(Tensor input, bool check_errors = false) =>
            Op.linalg_cholesky_ex.Two(input, false, check_errors);

        /// <summary>Condition number with respect to a norm.</summary>
        public static Tensor cond(Tensor input, int p) => Op.linalg_cond.One(input, p);

        /// <summary>Condition number with respect to a norm.</summary>
        public static Tensor cond(Tensor input, double p) => Op.linalg_cond.One(input, p);

        /// <summary>Condition number with respect to a norm, "fro" or "nuc".</summary>
        public static Tensor cond(Tensor input, string p) => Op.linalg_cond_p_str.One(input, p);

        /// <summary>Condition number with respect to the 2-norm.</summary>
        public static Tensor cond(Tensor input) => Op.linalg_cond.One(input);

        /// <summary>Cross product of vectors of three.</summary>
        public static Tensor cross(Tensor input, Tensor other, long dim = -1) => Op.linalg_cross.One(input, other, dim);

        /// <summary>Determinant.</summary>
        public static Tensor det(Tensor input) => Op.linalg_det.One(input);

        /// <summary>Sign, and logarithm of the magnitude, of the determinant.</summary>
        public static (Tensor, Tensor) slogdet(Tensor input) => Op.linalg_slogdet.Two(input);

        /// <summary>Diagonal of two dimensions, a view.</summary>
        public static Tensor diagonal(Tensor input, int offset = 0, int dim1 = -2, int dim2 = -1) =>
            Op.linalg_diagonal.One(input, offset, dim1, dim2);

        /// <summary>Eigenvalues and eigenvectors of square matrices, complex.</summary>
        public static (Tensor, Tensor) eig(Tensor input) => Op.linalg_eig.Two(input);

        /// <summary>Eigenvalues, ascending, and eigenvectors of symmetric or Hermitian matrices, of which one triangle is read.</summary>
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => Op.linalg_eigh.Two(input, UPLO.ToString());

        /// <summary>Eigenvalues of square matrices, complex.</summary>
        public static Tensor eigvals(Tensor input) => Op.linalg_eigvals.One(input);

        /// <summary>Eigenvalues, ascending, of symmetric or Hermitian matrices.</summary>
        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => Op.linalg_eigvalsh.One(input, UPLO.ToString());

        /// <summary>Product of Householder reflections.</summary>
        public static Tensor householder_product(Tensor A, Tensor tau) => Op.linalg_householder_product.One(A, tau);

        /// <summary>Inverse.</summary>
        public static Tensor inv(Tensor input) => Op.linalg_inv.One(input);

        /// <summary>Inverse, and where it failed.</summary>
        public static (Tensor L, Tensor info) inv_ex(Tensor input, bool check_errors = false) =>
            Op.linalg_inv_ex.Two(input, check_errors);

        /// <summary>Least-squares solution X of input X = other, with what LAPACK's driver tells of it.</summary>
        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other) =>
            Op.linalg_lstsq.Four(input, other);

        /// <summary>Least-squares solution X of input X = other, with what LAPACK's driver tells of it.</summary>
        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other, double rcond) =>
            Op.linalg_lstsq.Four(input, other, rcond);

        /// <summary>P, L and U with input = P L U.</summary>
        public static (Tensor P, Tensor L, Tensor U) lu(Tensor input, bool pivot = true) => Op.linalg_lu.Three(input, pivot);

        /// <summary>Compact LU factorisation and its pivots.</summary>
        public static (Tensor LU, Tensor? Pivots) lu_factor(Tensor input, bool pivot = true) =>
            Op.linalg_lu_factor.Two(input, pivot);

        /// <summary>Compact LDL factorisation and its pivots.</summary>
        public static (Tensor LU, Tensor? Pivots) ldl_factor(Tensor input, bool hermitian = true) =>
            Op.linalg_ldl_factor.Two(input, hermitian);

        /// <summary>Compact LDL factorisation, its pivots, and where it failed.</summary>
        public static (Tensor LU, Tensor? Pivots, Tensor? Info) ldl_factor_ex(Tensor input, bool hermitian = true, bool check_errors = false) =>
            Op.linalg_ldl_factor_ex.Three(input, hermitian, check_errors);

        /// <summary>Solution from an LDL factorisation.</summary>
        public static Tensor ldl_solve(Tensor LD, Tensor pivots, Tensor B, bool hermitian = false) =>
            Op.linalg_ldl_solve.One(LD, pivots, B, hermitian);

        /// <summary>Matrix exponential.</summary>
        public static Tensor matrix_exp(Tensor input) => Op.linalg_matrix_exp.One(input);

        /// <summary>Norm of matrices, "fro" or "nuc", in two dimensions (the last by default).</summary>
        public static Tensor matrix_norm(Tensor input, string ord = "fro", long[]? dims = null, bool keepdim = false) =>
            Op.linalg_matrix_norm_str_ord.One(input, ord, dims ?? [-2, -1], keepdim);

        /// <summary>Norm of matrices in two dimensions (the last by default).</summary>
        public static Tensor matrix_norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) =>
            Op.linalg_matrix_norm.One(input, ord, dims ?? [-2, -1], keepdim);

        /// <summary>Rank: singular values above the tolerances.</summary>
        public static Tensor matrix_rank(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) =>
            Op.linalg_matrix_rank_atol_rtol_float.One(input, atol, rtol, hermitian);

        /// <summary>Rank: singular values above the tolerances.</summary>
        public static Tensor matrix_rank(Tensor input, Tensor atol, Tensor? rtol = null, bool hermitian = false) =>
            Op.linalg_matrix_rank_atol_rtol_tensor.One(input, atol, rtol, hermitian);

        /// <summary>Product of several matrices, in the cheapest order.</summary>
        public static Tensor multi_dot(IList<Tensor> tensors) => Op.linalg_multi_dot.One(tensors.ToArray());

        /// <summary>Norm of matrices, "fro" or "nuc".</summary>
        public static Tensor norm(Tensor input, string ord, long[]? dims = null, bool keepdim = false) =>
            Op.linalg_norm_ord_str.One(input, ord, dims, keepdim);

        /// <summary>Norm of vectors or matrices.</summary>
        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) =>
            Op.linalg_norm.One(input, ord, dims, keepdim);

        /// <summary>Norm of vectors or matrices.</summary>
        public static Tensor norm(Tensor input, int ord, long[]? dims = null, bool keepdim = false) =>
            Op.linalg_norm.One(input, ord, dims, keepdim);

        /// <summary>2-norm of vectors, Frobenius norm of matrices.</summary>
        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false) =>
            Op.linalg_norm.One(input, Argument.None, dims, keepdim);

        /// <summary>Pseudo-inverse; singular values below the tolerances count as zero.</summary>
        public static Tensor pinv(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) =>
            Op.linalg_pinv_atol_rtol_float.One(input, atol, rtol, hermitian);

        /// <summary>Pseudo-inverse; singular values below the tolerances count as zero.</summary>
        public static Tensor pinv(Tensor input, Tensor atol, Tensor? rtol = null, bool hermitian = false) =>
            Op.linalg_pinv_atol_rtol_tensor.One(input, atol, rtol, hermitian);

        /// <summary>QR factorisation.</summary>
        public static (Tensor Q, Tensor R) qr(Tensor input, QRMode mode = QRMode.Reduced) =>
            Op.linalg_qr.Two(input, mode.ToString().ToLowerInvariant());

        /// <summary>Solution X of A X = B, or of X A = B.</summary>
        public static Tensor solve(Tensor A, Tensor B, bool left = true) => Op.linalg_solve.One(A, B, left);

        /// <summary>Solution X of A X = B, or of X A = B, and where it failed.</summary>
        public static (Tensor result, Tensor info) solve_ex(Tensor A, Tensor B, bool left = true, bool check_errors = false) =>
            Op.linalg_solve_ex.Two(A, B, left, check_errors);

        /// <summary>Solution with a triangular A.</summary>
        public static Tensor solve_triangular(Tensor A, Tensor B, bool upper, bool left = true, bool unitriangular = false, Tensor? @out = null) =>
            Into(@out, Op.linalg_solve_triangular, Op.linalg_solve_triangular_out, A, B, upper, left, unitriangular);

        /// <summary>Singular value decomposition, input = U diag(S) Vh.</summary>
        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor input, bool fullMatrices = true) =>
            Op.linalg_svd.Three(input, fullMatrices);

        /// <summary>Singular values, descending.</summary>
        public static Tensor svdvals(Tensor input) => Op.linalg_svdvals.One(input);

        /// <summary>Inverse with respect to tensordot over <paramref name="ind"/> dimensions.</summary>
        public static Tensor tensorinv(Tensor input, long ind) => Op.linalg_tensorinv.One(input, ind);

        /// <summary>Solution X of tensordot(A, X) = B.</summary>
        public static Tensor tensorsolve(Tensor A, Tensor B, long[] dims) => Op.linalg_tensorsolve.One(A, B, dims);

        /// <summary>Norm of the flattened tensor, or over dimensions.</summary>
        public static Tensor vector_norm(Tensor input, double ord = 2, long[]? dims = null, bool keepdim = false) =>
            Op.linalg_vector_norm.One(input, ord, dims, keepdim);

        /// <summary>Vandermonde matrix, powers ascending.</summary>
        public static Tensor vander(Tensor input, long? N = null) => Op.linalg_vander.One(input, N);

        /// <summary>Inner products along a dimension, the first conjugated.</summary>
        public static Tensor vecdot(Tensor x, Tensor y, long dim = -1, Tensor? @out = null) =>
            Into(@out, Op.linalg_vecdot, Op.linalg_vecdot_out, x, y, dim);

        /// <summary>Solution from an LU factorisation.</summary>
        public static Tensor lu_solve(Tensor LU, Tensor pivots, Tensor B, bool left = true, bool adjoint = false, Tensor? @out = null) =>
            Into(@out, Op.linalg_lu_solve, Op.linalg_lu_solve_out, LU, pivots, B, left, adjoint);
    }
}
