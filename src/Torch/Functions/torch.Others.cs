namespace TorchSharp;

public static partial class torch
{
    /// <summary>The real part, a view.</summary>
    public static Tensor real(Tensor input) => input.real;
    /// <summary>The imaginary part, a view.</summary>
    public static Tensor imag(Tensor input) => input.imag;
    /// <summary>Is the negation pending? As a tensor, as TorchSharp has it.</summary>
    public static Tensor is_neg(Tensor input) => tensor(input.is_neg());

    /// <summary>Product of several matrices, in the cheapest order.</summary>
    public static Tensor chain_matmul(params Tensor[] matrices) => Op.linalg_multi_dot.One(matrices);
    /// <summary>Sign, and logarithm of the magnitude, of the determinant.</summary>
    public static (Tensor res, Tensor logabsdet) slogdet(Tensor A) => Op.linalg_slogdet.Two(A);
    /// <summary>Least-squares solution X of A X = B, and the QR factorisation's R.</summary>
    public static (Tensor Solution, Tensor QR) lstsq(Tensor B, Tensor A)
    {
        var (solution, residuals, rank, values) = Op.linalg_lstsq.Four(A, B);
        residuals.Dispose();
        rank.Dispose();
        values.Dispose();
        var (q, r) = Op.linalg_qr.Two(A, "r");
        q.Dispose();
        return (solution, r);
    }

    /// <summary>Compact LU factorisation, its pivots and, if asked for, where it failed.</summary>
    public static (Tensor A_LU, Tensor? pivots, Tensor? infos) lu(Tensor A, bool pivot = true, bool get_infos = false)
    {
        var (factors, pivots, infos) = Op._lu_with_info.Three(A, pivot, !get_infos);
        if (get_infos)
            return (factors, pivots, infos);
        infos.Dispose();
        return (factors, pivots, null);
    }

    /// <summary>P, L and U of a compact LU factorisation.</summary>
    public static (Tensor P, Tensor? L, Tensor? U) lu_unpack(Tensor LU_data, Tensor LU_pivots, bool unpack_data = true, bool unpack_pivots = true) =>
        Op.lu_unpack.Three(LU_data, LU_pivots, unpack_data, unpack_pivots);

    /// <summary>Product of Householder reflections.</summary>
    public static Tensor orgqr(Tensor input, Tensor tau) => Op.orgqr.One(input, tau);

    /// <summary>Integral along a dimension by the trapezoidal rule, at given positions.</summary>
    public static Tensor trapz(Tensor y, Tensor x, long dim = -1) => y.trapezoid(x, dim);
    /// <summary>Integral along a dimension by the trapezoidal rule, at equal distances.</summary>
    public static Tensor trapz(Tensor y, double dx = 1, long dim = -1) => y.trapezoid(dx, dim);

#nullable disable annotations
    /// <summary>Where values would be inserted into a sorted sequence.</summary>
    /// <param name="sorted_sequence">Sorted along its last dimension.</param>
    /// <param name="values">The values.</param>
    /// <param name="out_int32">Positions as 32-bit instead of 64-bit integers.</param>
    /// <param name="right">Behind instead of before equal elements.</param>
    /// <param name="sorter">The order that sorts a sequence that is not sorted.</param>
    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor sorter = null) =>
        Op.searchsorted_Tensor.One(sorted_sequence, values, out_int32, right, Argument.None, sorter);
    /// <summary>Where a value would be inserted into a sorted sequence.</summary>
    public static Tensor searchsorted(Tensor sorted_sequence, Scalar values, bool out_int32, bool right, Tensor sorter) =>
        Op.searchsorted_Scalar.One(sorted_sequence, values, out_int32, right, Argument.None, sorter);
#nullable restore annotations

    /// <summary>Gamma numbers of given shapes and rate 1.</summary>
    public static Tensor _standard_gamma(Tensor input, Generator? generator = null) => Op._standard_gamma.One(input, generator);
    /// <summary>Dirichlet numbers of given concentrations.</summary>
    public static Tensor _sample_dirichlet(Tensor input, Generator? generator = null) => Op._sample_dirichlet.One(input, generator);

    /// <summary>Each tensor with at least one dimension.</summary>
    public static IEnumerable<Tensor> atleast_1d(params Tensor[] input) => Array.ConvertAll(input, tensor => tensor.atleast_1d());
    /// <summary>Each tensor with at least two dimensions.</summary>
    public static IEnumerable<Tensor> atleast_2d(params Tensor[] input) => Array.ConvertAll(input, tensor => tensor.atleast_2d());
    /// <summary>Each tensor with at least three dimensions.</summary>
    public static IEnumerable<Tensor> atleast_3d(params Tensor[] input) => Array.ConvertAll(input, tensor => tensor.atleast_3d());

    /// <summary>The shape to which shapes are broadcast together.</summary>
    /// <exception cref="ArgumentException">They are not compatible.</exception>
    public static Size broadcast_shapes(params long[][] shapes)
    {
        var result = new long[shapes.Length == 0 ? 0 : shapes.Max(shape => shape.Length)];
        Array.Fill(result, 1);
        foreach (var shape in shapes)
            for (var k = 1; k <= shape.Length; k++)
            {
                var (mine, other) = (result[^k], shape[^k]);
                if (mine != other && mine != 1 && other != 1)
                    throw new ArgumentException($"Shapes are not compatible: {string.Join(", ", shapes.Select(s => $"[{string.Join(',', s)}]"))}.");
                result[^k] = mine == 1 ? other : mine;
            }
        return new Size(result);
    }

    /// <summary>Distances between the rows of x1 [B, P, M] and of x2 [B, R, M], in the p-norm: [B, P, R].</summary>
    public static Tensor cdist(Tensor x1, Tensor x2, double p = 2, compute_mode compute_mode = compute_mode.use_mm_for_euclid_dist_if_necessary) =>
        Op.cdist.One(x1, x2, p, (long)compute_mode);

    /// <summary>Coordinates of the lower triangle of a matrix, rows first: [2, N].</summary>
    public static Tensor tril_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Op.tril_indices.One(row, col, offset, dtype, Argument.None, InitializeDevice(device), Argument.None);
    /// <summary>Coordinates of the upper triangle of a matrix, rows first: [2, N].</summary>
    public static Tensor triu_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Op.triu_indices.One(row, col, offset, dtype, Argument.None, InitializeDevice(device), Argument.None);

    /// <summary>Real numbers as quantised ones.</summary>
    public static Tensor quantize_per_tensor(Tensor input, double scale, long zero_point, ScalarType dtype) =>
        Op.quantize_per_tensor.One(input, scale, zero_point, dtype);
    /// <summary>Real numbers as quantised ones, each channel with its own scale and zero point.</summary>
    public static Tensor quantize_per_channel(Tensor input, Tensor scales, Tensor zero_points, long axis, ScalarType dtype) =>
        Op.quantize_per_channel.One(input, scales, zero_points, axis, dtype);

    /// <summary>Is it a tensor?</summary>
    public static bool is_tensor(object obj) => obj is Tensor;

    /// <summary>The type that an operator on both gives.</summary>
    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) => (ScalarType)Op.result_type_Tensor.Number(tensor1, tensor2).Integer;
    /// <summary>Can numbers of a type be cast to another under the promotion rules?</summary>
    public static bool can_cast(ScalarType from, ScalarType to) => Op.can_cast.Number(from, to).Truth;
    /// <summary>The smallest type that holds both.</summary>
    public static ScalarType promote_types(ScalarType type1, ScalarType type2) => (ScalarType)Op.promote_types.Number(type1, type2).Integer;

    /// <summary>A tensor by the coordinates and values of what differs from zero.</summary>
    public static Tensor sparse_coo_tensor(Tensor indices, Tensor values, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(Op.sparse_coo_tensor_indices_size.One(indices, values, size, dtype ?? values.dtype, Argument.None, InitializeDevice(device ?? values.device), Argument.None), requires_grad, names);
    /// <summary>The earlier name of <see cref="sparse_coo_tensor"/>.</summary>
    [Obsolete("Use sparse_coo_tensor.")]
    public static Tensor sparse(Tensor indices, Tensor values, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        sparse_coo_tensor(indices, values, size, dtype, device, requires_grad, names);

    /// <summary>As truth values.</summary>
    public static Tensor BoolTensor(Tensor t) => t.@bool();
    /// <summary>As unsigned 8-bit integers.</summary>
    public static Tensor ByteTensor(Tensor t) => t.@byte();
    /// <summary>As 16-bit integers.</summary>
    public static Tensor ShortTensor(Tensor t) => t.@short();
    /// <summary>As 32-bit integers.</summary>
    public static Tensor IntTensor(Tensor t) => t.@int();
    /// <summary>As 64-bit integers.</summary>
    public static Tensor LongTensor(Tensor t) => t.@long();
    /// <summary>As single precision.</summary>
    public static Tensor FloatTensor(Tensor t) => t.@float();
    /// <summary>As double precision.</summary>
    public static Tensor DoubleTensor(Tensor t) => t.@double();

    /// <summary>Bartlett's (triangular) window.</summary>
    public static Tensor bartlett_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Op.bartlett_window_periodic.One(len, periodic, dtype ?? _defaultType, Argument.None, InitializeDevice(device), Argument.None), requires_grad, null);
    /// <summary>Blackman's window.</summary>
    public static Tensor blackman_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Op.blackman_window_periodic.One(len, periodic, dtype ?? _defaultType, Argument.None, InitializeDevice(device), Argument.None), requires_grad, null);
    /// <summary>Hamming's window, <c>alpha - beta cos(2 pi n / (len - 1))</c>.</summary>
    public static Tensor hamming_window(long len, bool periodic = true, float alpha = 0.54f, float beta = 0.46f, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Op.hamming_window_periodic_alpha_beta.One(len, periodic, alpha, beta, dtype ?? _defaultType, Argument.None, InitializeDevice(device), Argument.None), requires_grad, null);
    /// <summary>Hann's window.</summary>
    public static Tensor hann_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Op.hann_window_periodic.One(len, periodic, dtype ?? _defaultType, Argument.None, InitializeDevice(device), Argument.None), requires_grad, null);
    /// <summary>Kaiser's window.</summary>
    public static Tensor kaiser_window(long len, bool periodic = true, float beta = 12f, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Op.kaiser_window_beta.One(len, periodic, (double)beta, dtype ?? _defaultType, Argument.None, InitializeDevice(device), Argument.None), requires_grad, null);
}
