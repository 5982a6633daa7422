// The operators (beside linear, in a file of its own): aten::mm, addmm, bmm, baddbmm, addmv, dot and vdot on dense float32 CPU tensors. Whatever is not that (another dtype, a
// conjugate, wrong shapes, an out that overlaps) goes to libtorch's own kernel, at::cpu::…, which also words the errors.
#include <ATen/ATen.h>
#include <ATen/CPUFunctions.h>
#include <ATen/ExpandUtils.h>
#include <ATen/MemoryOverlap.h>
#include <ATen/Parallel.h>
#include <ATen/native/Resize.h>
#include <dnnl.h>
#include <torch/library.h>

#include "boundary.h"
#include "isa.h"
#include "plain.h"
#include "product.h"
#include "registry.h"

namespace workbench::gemm {
namespace {

using at::Scalar;
using at::Tensor;

template <class... Tensors>
bool all_plain(const Tensors&... tensors) { return (plain(tensors) && ...); }

bool real(const Scalar& scalar) { return !scalar.isComplex(); }

// How the last two dimensions lie in memory, if oneDNN can take them as they are. A stride of a dimension of size 1 means nothing.
bool as_matrix(const Tensor& t, Matrix& matrix) {
    const auto d = t.dim();
    const long rows = t.size(d - 2), columns = t.size(d - 1), row = t.stride(d - 2), column = t.stride(d - 1);
    matrix.data = t.data_ptr<float>();
    matrix.batch_stride = d == 3 ? t.stride(0) : 0;
    if ((column == 1 || columns == 1) && (rows == 1 || row >= std::max(1L, columns))) {
        matrix.transposed = false;
        matrix.leading = rows == 1 ? std::max(1L, columns) : row;
        return true;
    }
    if ((row == 1 || rows == 1) && (columns == 1 || column >= std::max(1L, rows))) {
        matrix.transposed = true;
        matrix.leading = columns == 1 ? std::max(1L, rows) : column;
        return true;
    }
    return false;
}

// The tensor to read: itself, or a copy that oneDNN can take (of one matrix where a batch repeats it); `held` keeps it alive.
Matrix readable(const Tensor& t, Tensor& held) {
    Matrix matrix;
    held = t;
    if (as_matrix(t, matrix)) return matrix;
    const bool repeated = t.dim() == 3 && t.size(0) > 1 && t.stride(0) == 0;
    held = repeated ? t.select(0, 0).contiguous() : t.contiguous();
    as_matrix(held, matrix);
    if (repeated) matrix.batch_stride = 0;
    return matrix;
}

// out = alpha a b + beta out; out [m, n] or [batch, m, n], of any strides.
// With a bias [n] it is out = alpha a b + beta bias, for a contiguous out.
void into(const Tensor& out, const Tensor& a, const Tensor& b, float alpha, float beta, const float* bias = nullptr) {
    if (out.numel() == 0) return;
    const auto d = out.dim();
    const long batch = d == 3 ? out.size(0) : 1, m = out.size(d - 2), n = out.size(d - 1), k = a.size(d - 1);
    Matrix c;
    Tensor held_a, held_b, target = out;
    const bool direct = as_matrix(out, c) && (batch == 1 || std::abs(c.batch_stride) >= (c.transposed ? n : m) * c.leading);
    if (!direct) {
        target = beta == 0 ? at::empty(out.sizes(), out.options()) : out.clone(at::MemoryFormat::Contiguous);
        as_matrix(target, c);
    }
    const auto left = readable(a, held_a), right = readable(b, held_b);
    auto* data = const_cast<float*>(c.data);
    if (c.transposed) {
        // Rows and columns change places: c' = b' a'.
        const Matrix first{right.data, right.leading, !right.transposed, right.batch_stride};
        const Matrix second{left.data, left.leading, !left.transposed, left.batch_stride};
        product(batch, n, m, k, alpha, first, second, beta, data, c.leading, c.batch_stride);
    } else {
        product(batch, m, n, k, alpha, left, right, beta, data, c.leading, c.batch_stride, bias);
    }
    if (!direct) out.copy_(target);
}

bool fits(const Tensor& a, const Tensor& b) {
    if (!all_plain(a, b) || a.dim() != b.dim()) return false;
    if (a.dim() == 2) return a.size(1) == b.size(0);
    return a.dim() == 3 && a.size(0) == b.size(0) && a.size(2) == b.size(1);
}

at::DimVector product_sizes(const Tensor& a, const Tensor& b) {
    if (a.dim() == 2) return {a.size(0), b.size(1)};
    return {a.size(0), a.size(1), b.size(2)};
}

// An out that may be written while the inputs are read: ours alone. (resize_output words the warning about an out of a wrong shape.)
template <class... Inputs>
bool writable(const Tensor& out, const Inputs&... inputs) {
    return plain(out) && at::has_internal_overlap(out) != at::MemOverlap::Yes && (!out.storage().is_alias_of(inputs.storage()) && ...);
}

bool expands(const Tensor& self, at::IntArrayRef sizes) { return plain(self) && at::is_expandable_to(self.sizes(), sizes); }

Tensor multiplied(const Tensor& a, const Tensor& b) {
    auto out = at::empty(product_sizes(a, b), a.options());
    into(out, a, b, 1, 0);
    return out;
}

Tensor& multiplied_out(const Tensor& a, const Tensor& b, Tensor& out) {
    at::native::resize_output(out, product_sizes(a, b));
    into(out, a, b, 1, 0);
    return out;
}

// A Linear's bias: a row that every row of the product gets, where the tiles can add it.
bool is_bias(const Tensor& self, const Tensor& a, const Tensor& b) {
    return self.dim() == 1 && a.dim() == 2 && self.size(0) == b.size(1) && self.stride(0) == 1 && a.size(0) > 1 && b.size(1) > 1 && a.size(1) > 0;
}

// out = beta self + alpha a b, where self may be out.
Tensor& added(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha, Tensor& out) {
    const float b1 = beta.to<float>();
    if (b1 != 0 && is_bias(self, a, b) && out.is_contiguous() && !out.is_same(self)) {
        into(out, a, b, alpha.to<float>(), b1, self.data_ptr<float>());
        return out;
    }
    if (b1 != 0 && !out.is_same(self)) out.copy_(self);
    into(out, a, b, alpha.to<float>(), b1);
    return out;
}

bool addable(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha, int dimensions) {
    return a.dim() == dimensions && fits(a, b) && real(beta) && real(alpha) && expands(self, product_sizes(a, b));
}

Tensor mm(const Tensor& a, const Tensor& b) { return a.dim() == 2 && fits(a, b) ? multiplied(a, b) : at::cpu::mm(a, b); }

Tensor& mm_out(const Tensor& a, const Tensor& b, Tensor& out) {
    return a.dim() == 2 && fits(a, b) && writable(out, a, b) ? multiplied_out(a, b, out) : at::cpu::mm_outf(a, b, out);
}

Tensor bmm(const Tensor& a, const Tensor& b) { return a.dim() == 3 && fits(a, b) ? multiplied(a, b) : at::cpu::bmm(a, b); }

Tensor& bmm_out(const Tensor& a, const Tensor& b, Tensor& out) {
    return a.dim() == 3 && fits(a, b) && writable(out, a, b) ? multiplied_out(a, b, out) : at::cpu::bmm_outf(a, b, out);
}

// addmm and baddbmm in their three forms; they differ in the number of dimensions and in the kernel to fall back on.
#define WORKBENCH_ADDED(op, dimensions)                                                                                                  \
    Tensor op(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) {                           \
        if (!addable(self, a, b, beta, alpha, dimensions)) return at::cpu::op(self, a, b, beta, alpha);                                  \
        auto out = at::empty(product_sizes(a, b), a.options());                                                                          \
        return added(self, a, b, beta, alpha, out);                                                                                      \
    }                                                                                                                                    \
    Tensor& op##_out(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha, Tensor& out) {       \
        const bool ours = addable(self, a, b, beta, alpha, dimensions) && writable(out, a, b) &&                                         \
                          (out.is_same(self) ? out.sizes() == at::IntArrayRef(product_sizes(a, b)) : writable(out, self));                \
        if (!ours) return at::cpu::op##_outf(self, a, b, beta, alpha, out);                                                              \
        at::native::resize_output(out, product_sizes(a, b));                                                                             \
        return added(self, a, b, beta, alpha, out);                                                                                      \
    }                                                                                                                                    \
    Tensor& op##_in_place(Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) {                     \
        const bool ours = addable(self, a, b, beta, alpha, dimensions) && self.sizes() == at::IntArrayRef(product_sizes(a, b)) &&        \
                          writable(self, a, b);                                                                                          \
        return ours ? added(self, a, b, beta, alpha, self) : at::cpu::op##_(self, a, b, beta, alpha);                                    \
    }

WORKBENCH_ADDED(addmm, 2)
WORKBENCH_ADDED(baddbmm, 3)

// The inference path of libtorch's transformer encoder: addmm and an activation.
Tensor& activated(Tensor& out, bool gelu) { return gelu ? at::gelu_(out) : at::relu_(out); }

Tensor addmm_activation(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha, bool gelu) {
    if (!addable(self, a, b, beta, alpha, 2)) return at::cpu::_addmm_activation(self, a, b, beta, alpha, gelu);
    auto out = gemm::addmm(self, a, b, beta, alpha);
    return activated(out, gelu);
}

Tensor& addmm_activation_out(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha, bool gelu, Tensor& out) {
    if (!addable(self, a, b, beta, alpha, 2) || !writable(out, self, a, b))
        return at::cpu::_addmm_activation_outf(self, a, b, beta, alpha, gelu, out);
    return activated(gemm::addmm_out(self, a, b, beta, alpha, out), gelu);
}

// addmv (and mv, which is made of it): the product with a column, its result without the column's dimension.
bool vector_fits(const Tensor& self, const Tensor& a, const Tensor& x, const Scalar& beta, const Scalar& alpha) {
    return all_plain(self, a, x) && a.dim() == 2 && x.dim() == 1 && a.size(1) == x.size(0) && real(beta) && real(alpha) &&
           at::is_expandable_to(self.sizes(), {a.size(0)});
}

Tensor& addmv_into(const Tensor& self, const Tensor& a, const Tensor& x, const Scalar& beta, const Scalar& alpha, Tensor& out) {
    const float b1 = beta.to<float>();
    if (b1 != 0 && !out.is_same(self)) out.copy_(self);
    into(out.unsqueeze(1), a, x.unsqueeze(1), alpha.to<float>(), b1);
    return out;
}

Tensor addmv(const Tensor& self, const Tensor& a, const Tensor& x, const Scalar& beta, const Scalar& alpha) {
    if (!vector_fits(self, a, x, beta, alpha)) return at::cpu::addmv(self, a, x, beta, alpha);
    auto out = at::empty({a.size(0)}, a.options());
    return addmv_into(self, a, x, beta, alpha, out);
}

Tensor& addmv_out(const Tensor& self, const Tensor& a, const Tensor& x, const Scalar& beta, const Scalar& alpha, Tensor& out) {
    const bool ours = vector_fits(self, a, x, beta, alpha) && writable(out, a, x) &&
                      (out.is_same(self) ? out.dim() == 1 && out.size(0) == a.size(0) : writable(out, self));
    if (!ours) return at::cpu::addmv_outf(self, a, x, beta, alpha, out);
    at::native::resize_output(out, {a.size(0)});
    return addmv_into(self, a, x, beta, alpha, out);
}

Tensor& addmv_in_place(Tensor& self, const Tensor& a, const Tensor& x, const Scalar& beta, const Scalar& alpha) {
    const bool ours = vector_fits(self, a, x, beta, alpha) && self.dim() == 1 && self.size(0) == a.size(0) && writable(self, a, x);
    return ours ? addmv_into(self, a, x, beta, alpha, self) : at::cpu::addmv_(self, a, x, beta, alpha);
}

bool dot_fits(const Tensor& a, const Tensor& b) { return all_plain(a, b) && a.dim() == 1 && b.dim() == 1 && a.size(0) == b.size(0); }

Tensor dotted(const Tensor& a, const Tensor& b) {
    auto out = at::zeros({}, a.options());
    into(out.view({1, 1}), a.unsqueeze(0), b.unsqueeze(1), 1, 0);
    return out;
}

Tensor dot(const Tensor& a, const Tensor& b) { return dot_fits(a, b) ? dotted(a, b) : at::cpu::dot(a, b); }
Tensor vdot(const Tensor& a, const Tensor& b) { return dot_fits(a, b) ? dotted(a, b) : at::cpu::vdot(a, b); }

void install() {
    static torch::Library library(torch::Library::IMPL, "aten", c10::DispatchKey::CPU, __FILE__, __LINE__);
    library.impl("mm", TORCH_FN(mm));
    library.impl("mm.out", TORCH_FN(mm_out));
    library.impl("bmm", TORCH_FN(bmm));
    library.impl("bmm.out", TORCH_FN(bmm_out));
    library.impl("addmm", TORCH_FN(addmm));
    library.impl("addmm.out", TORCH_FN(addmm_out));
    library.impl("addmm_", TORCH_FN(addmm_in_place));
    library.impl("baddbmm", TORCH_FN(baddbmm));
    library.impl("baddbmm.out", TORCH_FN(baddbmm_out));
    library.impl("baddbmm_", TORCH_FN(baddbmm_in_place));
    library.impl("addmv", TORCH_FN(addmv));
    library.impl("addmv.out", TORCH_FN(addmv_out));
    library.impl("addmv_", TORCH_FN(addmv_in_place));
    library.impl("_addmm_activation", TORCH_FN(addmm_activation));
    library.impl("_addmm_activation.out", TORCH_FN(addmm_activation_out));
    library.impl("dot", TORCH_FN(dot));
    library.impl("vdot", TORCH_FN(vdot));
    install_linear();
}

std::string chosen() {
    const unsigned isa = dnnl_get_effective_cpu_isa();
    auto has = [&](unsigned wanted) { return (isa & wanted) == wanted; };
    const char* onednn = has(dnnl_cpu_isa_avx512_core) ? "avx512" : has(dnnl_cpu_isa_avx2) ? "avx2" : has(dnnl_cpu_isa_avx) ? "avx" : "scalar";
    return std::string("oneDNN ") + onednn + ", one row " + name(instruction_set());
}

Kernel kernel("gemm", install, chosen);

}  // namespace
}  // namespace workbench::gemm

// dnnl_sgemm as it comes, with libtorch's number of threads: what the machine can do with two contiguous matrices.
WORKBENCH_EXPORT const char* workbench_gemm_raw(const at::Tensor* a, const at::Tensor* b) {
    return workbench::guarded([&] {
        namespace gemm = workbench::gemm;
        gemm::Matrix left, right;
        TORCH_CHECK(a->dim() == 2 && gemm::fits(*a, *b) && gemm::as_matrix(*a, left) && gemm::as_matrix(*b, right),
                    "two float32 matrices that fit, each contiguous or the transpose of a contiguous one, are needed");
        const auto m = a->size(0), n = b->size(1), k = a->size(1);
        at::get_num_threads();
        auto c = at::empty({m, n}, a->options());
        const auto status = dnnl_sgemm(left.transposed ? 'T' : 'N', right.transposed ? 'T' : 'N', m, n, k, 1.f, left.data, left.leading, right.data,
                                       right.leading, 0.f, c.data_ptr<float>(), n);
        TORCH_CHECK(status == dnnl_success, "dnnl_sgemm answered ", int(status));
    });
}
