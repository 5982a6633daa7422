namespace Workbench.Data;

/// <summary>Two computed reference values of a task's metric, drawn in every plot of it.</summary>
/// <param name="Chance">The metric of the best strategy that looks at no token of its input; for translation, of copying it.</param>
/// <param name="ChanceMeaning">Description of that strategy.</param>
/// <param name="Shortcut">The metric of the best known strategy that does not solve the task.</param>
/// <param name="ShortcutMeaning">Description of that strategy.</param>
public sealed record TaskFloors(double Chance, string ChanceMeaning, double Shortcut, string ShortcutMeaning);
