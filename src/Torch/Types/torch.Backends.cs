namespace TorchSharp;

public static partial class torch
{
    // The order of runtime.cpp.
    private enum Flag { Deterministic, MatmulTf32, ConvolutionTf32, Benchmark, CudnnDeterministic, Cudnn, HalfReduction, WarnOnly, FlashAttention, PlainAttention }

    private static bool Get(Flag flag)
    {
        Guard.Check(NativeMethods.wt_flag_get((int)flag, out var value));
        return value != 0;
    }

    private static void Set(Flag flag, bool value) => Guard.Check(NativeMethods.wt_flag_set((int)flag, value ? 1 : 0));

    /// <summary>Switches of the libraries that compute.</summary>
    public static partial class backends
    {
        /// <summary>CUDA.</summary>
        public static partial class cuda
        {
            /// <summary>May scaled_dot_product_attention take FlashAttention?</summary>
            public static bool flash_sdp_enabled() => Get(Flag.FlashAttention);

            /// <summary>Lets scaled_dot_product_attention take FlashAttention, or not.</summary>
            public static void enable_flash_sdp(bool enable) => Set(Flag.FlashAttention, enable);

            /// <summary>May scaled_dot_product_attention be made of plain operators?</summary>
            public static bool math_sdp_enabled() => Get(Flag.PlainAttention);

            /// <summary>Lets scaled_dot_product_attention be made of plain operators, or not.</summary>
            public static void enable_math_sdp(bool enable) => Set(Flag.PlainAttention, enable);

            /// <summary>Matrix products.</summary>
            public static class matmul
            {
                /// <summary>May single-precision products be computed in TensorFloat-32?</summary>
                public static bool allow_tf32
                {
                    get => Get(Flag.MatmulTf32);
                    set => Set(Flag.MatmulTf32, value);
                }

                /// <summary>May half-precision products be summed in half precision?</summary>
                public static bool allow_fp16_reduced_precision_reduction
                {
                    get => Get(Flag.HalfReduction);
                    set => Set(Flag.HalfReduction, value);
                }
            }
        }

        /// <summary>cuDNN.</summary>
        public static partial class cudnn
        {
            /// <summary>May convolutions be computed in TensorFloat-32?</summary>
            public static bool allow_tf32
            {
                get => Get(Flag.ConvolutionTf32);
                set => Set(Flag.ConvolutionTf32, value);
            }
        }
    }
}
