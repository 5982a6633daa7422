namespace Workbench.Models.FeedForward;

/// <summary>(swish(x W + b) * (x V + c)) W2 + b2 with swish(x) = x sigmoid(x). Shazeer 2020, "GLU Variants Improve Transformer".</summary>
public sealed record SwiGluFeedForward : FeedForwardConfig;
