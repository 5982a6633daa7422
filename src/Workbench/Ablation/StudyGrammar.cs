namespace Workbench.Ablation;

/// <summary>The one parser of axes: for the command line, the magics and study.yaml.</summary>
public static partial class StudyGrammar
{
    /// <summary>Short names of paths that most studies vary.</summary>
    public static IReadOnlyDictionary<string, string> Aliases { get; } = new Dictionary<string, string>
    {
        ["placement"] = "model.placement",
        ["norm"] = "model.norm",
        ["position"] = "model.position",
        ["heads"] = "model.heads",
        ["attention"] = "model.attention",
        ["ffn"] = "model.feedForward",
    };
}
