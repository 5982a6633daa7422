namespace Workbench.Ablation;

/// <summary>How a study is executed; nothing here changes a result.</summary>
public sealed record StudyOptions
{
    /// <summary>Runs at a time; null lets the plan choose: one single-threaded process a core for small models.</summary>
    public int? Workers { get; init; }

    /// <summary>How runs are launched: "processes" (a crash is a failed run) or "in-process".</summary>
    public string Launcher { get; init; } = "processes";

    /// <summary>After this time no further row of seeds is started; null is without end.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>The study's folder; null is ./studies/&lt;slug&gt;-&lt;id&gt;.</summary>
    public string? Out { get; init; }
}
