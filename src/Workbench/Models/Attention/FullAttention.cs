namespace Workbench.Models.Attention;

/// <summary>softmax(Q K^T / sqrt(K) + bias) V over the tokens j &lt;= i. Vaswani et al. 2017.</summary>
public sealed record FullAttention : AttentionConfig;
