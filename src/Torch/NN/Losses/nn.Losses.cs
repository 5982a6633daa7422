using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>How the losses of the elements become one.</summary>
        public enum Reduction : long
        {
            /// <summary>They stay as they are.</summary>
            None = 0,

            /// <summary>Their (weighted) mean.</summary>
            Mean = 1,

            /// <summary>Their sum.</summary>
            Sum = 2,
        }

        /// <inheritdoc cref="Modules.CrossEntropyLoss"/>
        /// <param name="weight">Weights of the classes or elements, or null.</param>
        /// <param name="ignore_index">The target that does not count; -100 when null.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static CrossEntropyLoss CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean) => new(weight, ignore_index, reduction);

        /// <inheritdoc cref="Modules.NLLLoss"/>
        /// <param name="weight">Weights of the classes or elements, or null.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static NLLLoss NLLLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);

        /// <inheritdoc cref="Modules.BCELoss"/>
        /// <param name="weight">Weights of the classes or elements, or null.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static BCELoss BCELoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);

        /// <inheritdoc cref="Modules.BCEWithLogitsLoss"/>
        /// <param name="weight">Weights of the classes or elements, or null.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        /// <param name="pos_weights">Weights of positive targets, or null.</param>
        public static BCEWithLogitsLoss BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) => new(weight, reduction, pos_weights);

        /// <inheritdoc cref="Modules.MultiLabelSoftMarginLoss"/>
        /// <param name="weight">Weights of the classes or elements, or null.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static MultiLabelSoftMarginLoss MultiLabelSoftMarginLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);

        /// <inheritdoc cref="Modules.SoftMarginLoss"/>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static SoftMarginLoss SoftMarginLoss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <inheritdoc cref="Modules.KLDivLoss"/>
        /// <param name="log_target">Whether the target is given as logarithms.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static KLDivLoss KLDivLoss(bool log_target = true, Reduction reduction = Reduction.Mean) => new(log_target, reduction);

        /// <inheritdoc cref="Modules.CTCLoss"/>
        /// <param name="blank">The class of the blank.</param>
        /// <param name="zero_infinity">Whether infinite losses count as zero.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static CTCLoss CTCLoss(long blank = 0, bool zero_infinity = false, Reduction reduction = Reduction.Mean) => new(blank, zero_infinity, reduction);

        /// <inheritdoc cref="Modules.MSELoss"/>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static MSELoss MSELoss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <inheritdoc cref="Modules.L1Loss"/>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static L1Loss L1Loss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <inheritdoc cref="Modules.SmoothL1Loss"/>
        /// <param name="reduction">How the losses of the elements become one.</param>
        /// <param name="beta">Where the loss turns from quadratic to linear.</param>
        public static SmoothL1Loss SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1.0) => new(reduction, beta);

        /// <inheritdoc cref="Modules.HuberLoss"/>
        /// <param name="delta">Where the loss turns from quadratic to linear.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static HuberLoss HuberLoss(double delta = 1.0, Reduction reduction = Reduction.Mean) => new(delta, reduction);

        /// <inheritdoc cref="Modules.PoissonNLLLoss"/>
        /// <param name="log_input">Whether the input is the logarithm of the rate.</param>
        /// <param name="full">Whether the constant terms are added.</param>
        /// <param name="eps">What keeps logarithms and divisors away from 0.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static PoissonNLLLoss PoissonNLLLoss(bool log_input = true, bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean) => new(log_input, full, eps, reduction);

        /// <inheritdoc cref="Modules.GaussianNLLLoss"/>
        /// <param name="full">Whether the constant terms are added.</param>
        /// <param name="eps">What keeps logarithms and divisors away from 0.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static GaussianNLLLoss GaussianNLLLoss(bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean) => new(full, eps, reduction);

        /// <inheritdoc cref="Modules.MarginRankingLoss"/>
        /// <param name="margin">The distance that is asked for.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static MarginRankingLoss MarginRankingLoss(double margin = 0.0, Reduction reduction = Reduction.Mean) => new(margin, reduction);

        /// <inheritdoc cref="Modules.HingeEmbeddingLoss"/>
        /// <param name="margin">The distance that is asked for.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static HingeEmbeddingLoss HingeEmbeddingLoss(double margin = 1.0, Reduction reduction = Reduction.Mean) => new(margin, reduction);

        /// <inheritdoc cref="Modules.CosineEmbeddingLoss"/>
        /// <param name="margin">The distance that is asked for.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static CosineEmbeddingLoss CosineEmbeddingLoss(double margin = 0.0, Reduction reduction = Reduction.Mean) => new(margin, reduction);

        /// <inheritdoc cref="Modules.MultiMarginLoss"/>
        /// <param name="p">Which norm.</param>
        /// <param name="margin">The distance that is asked for.</param>
        /// <param name="weight">Weights of the classes or elements, or null.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static MultiMarginLoss MultiMarginLoss(int p = 1, double margin = 1.0, Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(p, margin, weight, reduction);

        /// <inheritdoc cref="Modules.MultiLabelMarginLoss"/>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static MultiLabelMarginLoss MultiLabelMarginLoss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <inheritdoc cref="Modules.TripletMarginLoss"/>
        /// <param name="margin">The distance that is asked for.</param>
        /// <param name="p">Which norm.</param>
        /// <param name="eps">What keeps logarithms and divisors away from 0.</param>
        /// <param name="swap">Whether the negative is compared with the positive where that is harder.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static TripletMarginLoss TripletMarginLoss(double margin = 1.0, long p = 2, double eps = 1e-06, bool swap = false, Reduction reduction = Reduction.Mean) => new(margin, p, eps, swap, reduction);

        /// <inheritdoc cref="Modules.TripletMarginWithDistanceLoss"/>
        /// <param name="distance">The distance; the Euclidean one when null.</param>
        /// <param name="margin">The distance that is asked for.</param>
        /// <param name="swap">Whether the negative is compared with the positive where that is harder.</param>
        /// <param name="reduction">How the losses of the elements become one.</param>
        public static TripletMarginWithDistanceLoss TripletMarginWithDistanceLoss(Func<Tensor, Tensor, Tensor>? distance = null, double margin = 1.0, bool swap = false, Reduction reduction = Reduction.Mean) => new(distance, margin, swap, reduction);
    }
}
