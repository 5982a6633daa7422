namespace Workbench.Models.Norms;

/// <summary>The norm of queries and keys over the head width, before positions rotate them; its weights are shared by all heads.</summary>
public enum QueryKeyNorm
{
    /// <summary>None.</summary>
    None,

    /// <summary>RMSNorm. Qwen Team 2025, "Qwen3 Technical Report".</summary>
    RmsNorm,

    /// <summary>LayerNorm. Dehghani et al. 2023, "Scaling Vision Transformers to 22 Billion Parameters".</summary>
    LayerNorm,
}
