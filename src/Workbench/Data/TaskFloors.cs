namespace Workbench.Data;

/// <summary>What a task's metric is worth: two computed lines that every plot of it carries.</summary>
/// <param name="Chance">The metric of the best strategy that looks at no token of its input.</param>
/// <param name="ChanceMeaning">That strategy, in words.</param>
/// <param name="Shortcut">The metric of the best known strategy that does not solve the task.</param>
/// <param name="ShortcutMeaning">That strategy, in words.</param>
public sealed record TaskFloors(double Chance, string ChanceMeaning, double Shortcut, string ShortcutMeaning);
