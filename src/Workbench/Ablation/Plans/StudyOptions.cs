namespace Workbench.Ablation;

/// <summary>How a study is executed. No option affects a result.</summary>
public sealed record StudyOptions
{
    /// <summary>Number of concurrent runs; null lets the plan choose: one single-threaded process per core for small models.</summary>
    public int? Workers { get; init; }

    /// <summary>How runs are launched: "processes" (a crash is a failed run), "in-process" or "slurm:partition=cpu".</summary>
    public string Launcher { get; init; } = "processes";

    /// <summary>When it is spent, no further seed is started; null means no limit.</summary>
    public Budget? Budget { get; init; }

    /// <summary>The study's folder; null means ./studies/&lt;slug&gt;-&lt;id&gt;.</summary>
    public string? Out { get; init; }
}
