// The process: errors, threads, generators, devices, version.
#include "compat.h"
#include "guard.h"
#include "handles.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>

namespace {

thread_local std::string last_error;
thread_local int64_t last_token = 0;

} // namespace

namespace wt {

std::atomic<int64_t> live_handles{0};

void remember_error(const char* message) noexcept
{
    try {
        last_error = message;
    } catch (...) {
        last_error.clear();
    }
}

void remember_token(int64_t token) noexcept { last_token = token; }

} // namespace wt

WT_API const char* wt_error_message() { return last_error.c_str(); }
WT_API int64_t wt_error_token() { return last_token; }
WT_API const char* wt_version() { return TORCH_VERSION; }
WT_API int64_t wt_live_handles() { return wt::live_handles.load(std::memory_order_relaxed); }

// A handle made elsewhere (a kernel library) comes under our count, or leaves it.
WT_API void wt_handle_adopted(int64_t change) { wt::live_handles.fetch_add(change, std::memory_order_relaxed); }

WT_API int32_t wt_threads_get(int32_t inter_op, int32_t* count)
{
    return wt::guarded([&] { *count = inter_op ? at::get_num_interop_threads() : at::get_num_threads(); });
}

WT_API int32_t wt_threads_set(int32_t inter_op, int32_t count)
{
    return wt::guarded([&] {
        if (inter_op)
            at::set_num_interop_threads(count);
        else
            at::set_num_threads(count);
    });
}

WT_API int32_t wt_manual_seed(int64_t seed)
{
    return wt::guarded([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

WT_API int32_t wt_cuda(int32_t* available, int32_t* cudnn, int32_t* count)
{
    return wt::guarded([&] {
        *available = at::hasCUDA();
        *cudnn = *available && at::detail::getCUDAHooks().hasCuDNN();
        *count = *available ? static_cast<int32_t>(at::detail::getCUDAHooks().getNumGPUs()) : 0;
        *available = *count > 0;
    });
}

WT_API int32_t wt_cuda_manual_seed(int64_t seed)
{
    return wt::guarded([&] {
        for (c10::DeviceIndex index = 0; index < at::detail::getCUDAHooks().getNumGPUs(); ++index) {
            auto generator = at::globalContext().defaultGenerator(c10::Device(c10::kCUDA, index));
            std::lock_guard<std::mutex> lock(generator.mutex());
            generator.set_current_seed(static_cast<uint64_t>(seed));
        }
    });
}

WT_API int32_t wt_cuda_synchronize(int64_t index)
{
    return wt::guarded([&] { at::detail::getCUDAHooks().deviceSynchronize(index); });
}

WT_API int32_t wt_generator_new(int64_t seed, int32_t device_type, int32_t index, at::Generator** made)
{
    return wt::guarded([&] {
        if (device_type == static_cast<int32_t>(c10::DeviceType::CPU)) {
            *made = new at::Generator(at::make_generator<at::CPUGeneratorImpl>(static_cast<uint64_t>(seed)));
            return;
        }
        // A device generator is a clone of the device's default one, reseeded: the hook has no constructor.
        auto fresh = at::globalContext().defaultGenerator(c10::Device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(index < 0 ? 0 : index))).clone();
        fresh.set_current_seed(static_cast<uint64_t>(seed));
        *made = new at::Generator(std::move(fresh));
    });
}

WT_API int32_t wt_generator_default(at::Generator** made)
{
    return wt::guarded([&] { *made = new at::Generator(at::globalContext().defaultGenerator(c10::Device(c10::kCPU))); });
}

WT_API int32_t wt_generator_seed_set(at::Generator* generator, int64_t seed)
{
    return wt::guarded([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        generator->set_current_seed(static_cast<uint64_t>(seed));
    });
}

WT_API int32_t wt_generator_seed_get(at::Generator* generator, int64_t* seed)
{
    return wt::guarded([&] { *seed = static_cast<int64_t>(generator->current_seed()); });
}

WT_API int32_t wt_generator_state_get(at::Generator* generator, at::Tensor** state)
{
    return wt::guarded([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        *state = wt::own(generator->get_state());
    });
}

WT_API int32_t wt_generator_state_set(at::Generator* generator, at::Tensor* state)
{
    return wt::guarded([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        generator->set_state(*state);
    });
}

WT_API void wt_generator_delete(at::Generator* generator) { delete generator; }

WT_API int32_t wt_flag_get(int32_t which, int32_t* value)
{
    return wt::guarded([&] {
        auto& context = at::globalContext();
        switch (which) {
        case 0: *value = context.deterministicAlgorithms(); break;
        case 1: *value = context.allowTF32CuBLAS(); break;
        case 2: *value = context.allowTF32CuDNN(); break;
        case 3: *value = context.benchmarkCuDNN(); break;
        case 4: *value = context.deterministicCuDNN(); break;
        case 5: *value = context.userEnabledCuDNN(); break;
        case 6: *value = context.allowFP16ReductionCuBLAS(); break;
        case 7: *value = context.deterministicAlgorithmsWarnOnly(); break;
        case 8: *value = context.userEnabledFlashSDP(); break;
        case 9: *value = context.userEnabledMathSDP(); break;
        default: TORCH_CHECK(false, "no such flag: ", which);
        }
    });
}

WT_API int32_t wt_flag_set(int32_t which, int32_t value)
{
    return wt::guarded([&] {
        auto& context = at::globalContext();
        switch (which) {
        case 0: context.setDeterministicAlgorithms(value != 0, value == 2); break;
        case 1: context.setAllowTF32CuBLAS(value); break;
        case 2: context.setAllowTF32CuDNN(value); break;
        case 3: context.setBenchmarkCuDNN(value); break;
        case 4: context.setDeterministicCuDNN(value); break;
        case 5: context.setUserEnabledCuDNN(value); break;
        case 6: context.setAllowFP16ReductionCuBLAS(value); break;
        case 8: context.setSDPUseFlash(value); break;
        case 9: context.setSDPUseMath(value); break;
        default: TORCH_CHECK(false, "no such flag: ", which);
        }
    });
}
