namespace Workbench.Models.FeedForward;

/// <summary>gelu(x W1 + b1) W2 + b2 with the exact gelu(x) = x Phi(x). Hendrycks and Gimpel 2016.</summary>
public sealed record GeluFeedForward : FeedForwardConfig;
