namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator CrossEntropy = new("cross_entropy_loss"), NegativeLogLikelihood = new("nll_loss_nd"),
                BinaryCrossEntropy = new("binary_cross_entropy"), BinaryCrossEntropyWithLogits = new("binary_cross_entropy_with_logits"),
                SoftMargin = new("soft_margin_loss"), KullbackLeibler = new("kl_div"), Ctc = new("ctc_loss", "Tensor"),
                MeanSquared = new("mse_loss"), MeanAbsolute = new("l1_loss"), SmoothAbsolute = new("smooth_l1_loss"), Huber = new("huber_loss"),
                PoissonLikelihood = new("poisson_nll_loss"), MarginRanking = new("margin_ranking_loss"), HingeEmbedding = new("hinge_embedding_loss"),
                CosineEmbedding = new("cosine_embedding_loss"), MultiMargin = new("multi_margin_loss"), MultiLabelMargin = new("multilabel_margin_loss"),
                TripletMargin = new("triplet_margin_loss");

            /// <inheritdoc cref="Modules.CrossEntropyLoss"/>
            /// <param name="input">Logits, [N, C, *] or [C].</param>
            /// <param name="target">Classes, [N, *] or [], or probabilities of the input's shape.</param>
            /// <param name="weight">Weights of the classes, [C], or null.</param>
            /// <param name="ignore_index">The target that does not count.</param>
            /// <param name="reduction">How the losses of the elements become one.</param>
            /// <param name="label_smoothing">The share of the target that is spread over all classes.</param>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0.0) =>
                CrossEntropy.One(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <inheritdoc cref="Modules.NLLLoss"/>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                NegativeLogLikelihood.One(input, target, weight, (long)reduction, -100L);

            /// <inheritdoc cref="Modules.BCELoss"/>
            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                BinaryCrossEntropy.One(input, target, weight, (long)reduction);

            /// <inheritdoc cref="Modules.BCEWithLogitsLoss"/>
            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                BinaryCrossEntropyWithLogits.One(input, target, weight, pos_weights, (long)reduction);

            /// <inheritdoc cref="Modules.SoftMarginLoss"/>
            public static Tensor soft_margin_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => SoftMargin.One(input, target, (long)reduction);

            /// <inheritdoc cref="Modules.MultiLabelSoftMarginLoss"/>
            public static Tensor multilabel_soft_margin_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                var loss = binary_cross_entropy_with_logits(input, target, weight, Reduction.None).mean([-1]);
                return Reduced(loss, reduction).MoveToOuterDisposeScope();
            }

            /// <inheritdoc cref="Modules.KLDivLoss"/>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) =>
                KullbackLeibler.One(input, target, (long)reduction, log_target);

            /// <inheritdoc cref="Modules.CTCLoss"/>
            public static Tensor ctc_loss(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths, long blank = 0, bool zero_infinity = false, Reduction reduction = Reduction.Mean) =>
                Ctc.One(log_probs, targets, input_lengths, target_lengths, blank, (long)reduction, zero_infinity);

            /// <inheritdoc cref="Modules.MSELoss"/>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => MeanSquared.One(input, target, (long)reduction);

            /// <inheritdoc cref="Modules.L1Loss"/>
            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => MeanAbsolute.One(input, target, (long)reduction);

            /// <inheritdoc cref="Modules.SmoothL1Loss"/>
            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1.0) => SmoothAbsolute.One(input, target, (long)reduction, beta);

            /// <inheritdoc cref="Modules.HuberLoss"/>
            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1.0, Reduction reduction = Reduction.Mean) => Huber.One(input, target, (long)reduction, delta);

            /// <inheritdoc cref="Modules.PoissonNLLLoss"/>
            public static Tensor poisson_nll_loss(Tensor input, Tensor target, bool log_input = true, bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean) =>
                PoissonLikelihood.One(input, target, log_input, full, (double)eps, (long)reduction);

            /// <inheritdoc cref="Modules.GaussianNLLLoss"/>
            /// <param name="input">The means, [N, *].</param>
            /// <param name="target">The samples, of the input's shape.</param>
            /// <param name="variance">The variances, of the input's shape, or with 1 or no last dimension.</param>
            /// <param name="full">Whether the constant term is added.</param>
            /// <param name="eps">The smallest variance.</param>
            /// <param name="reduction">How the losses of the elements become one.</param>
            public static Tensor gaussian_nll_loss(Tensor input, Tensor target, Tensor variance, bool full = false, float eps = 1e-6f, Reduction reduction = Reduction.Mean)
            {
                var shape = input.shape;
                var given = variance.shape;
                var fits = given.AsSpan().SequenceEqual(shape) || given.Length == shape.Length && given[^1] == 1 || given.AsSpan().SequenceEqual(shape.AsSpan()[..^1]);
                if (!fits) throw new ArgumentException("variance has the wrong shape");
                using var scope = NewDisposeScope();
                if (given.Length < shape.Length) variance = variance.unsqueeze(-1);
                if (variance.lt(0).any().item<bool>()) throw new ArgumentException("variance has negative entry/entries");
                var clamped = variance.clone();
                // The bound is no part of the graph: gradients go through as if it were not there.
                using (no_grad()) clamped.clamp_(min: eps);
                var loss = clamped.log().add(input.sub(target).pow(2).div(clamped)).mul(0.5);
                if (full) loss = loss.add(0.5 * Math.Log(2 * Math.PI));
                return Reduced(loss, reduction).MoveToOuterDisposeScope();
            }

            /// <inheritdoc cref="Modules.MarginRankingLoss"/>
            public static Tensor margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean) =>
                MarginRanking.One(input1, input2, target, margin, (long)reduction);

            /// <inheritdoc cref="Modules.HingeEmbeddingLoss"/>
            public static Tensor hinge_embedding_loss(Tensor input, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean) =>
                HingeEmbedding.One(input, target, margin, (long)reduction);

            /// <inheritdoc cref="Modules.CosineEmbeddingLoss"/>
            public static Tensor cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0.0, Reduction reduction = Reduction.Mean) =>
                CosineEmbedding.One(input1, input2, target, margin, (long)reduction);

            /// <inheritdoc cref="Modules.MultiMarginLoss"/>
            public static Tensor multi_margin_loss(Tensor input, Tensor target, int p = 1, double margin = 1.0, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                MultiMargin.One(input, target, p, margin, weight, (long)reduction);

            /// <inheritdoc cref="Modules.MultiLabelMarginLoss"/>
            public static Tensor multi_label_margin_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => MultiLabelMargin.One(input, target, (long)reduction);

            /// <inheritdoc cref="Modules.TripletMarginLoss"/>
            public static Tensor triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, double margin = 1.0, long p = 2, double eps = 1e-06, bool swap = false, Reduction reduction = Reduction.Mean) =>
                TripletMargin.One(anchor, positive, negative, margin, (double)p, eps, swap, (long)reduction);

            /// <inheritdoc cref="Modules.TripletMarginWithDistanceLoss"/>
            public static Tensor triplet_margin_with_distance_loss(Tensor anchor, Tensor positive, Tensor negative, Func<Tensor, Tensor, Tensor>? distance = null, double margin = 1.0, bool swap = false, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                Tensor Between(Tensor x, Tensor y) => distance is null ? pairwise_distance(x, y) : distance(x, y);
                var near = Between(anchor, positive);
                var far = Between(anchor, negative);
                if (swap) far = minimum(far, Between(positive, negative));
                return Reduced(near.sub(far).add(margin).clamp_min(0), reduction).MoveToOuterDisposeScope();
            }

            private static Tensor Reduced(Tensor loss, Reduction reduction) => reduction switch
            {
                Reduction.Mean => loss.mean(),
                Reduction.Sum => loss.sum(),
                _ => loss,
            };
        }
    }
}
