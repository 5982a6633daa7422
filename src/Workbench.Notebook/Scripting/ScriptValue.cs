namespace Workbench.Notebook.Scripting;

/// <summary>What a submission evaluated to.</summary>
/// <param name="HasValue">Whether its last statement is an expression with a value (and without a semicolon).</param>
/// <param name="Value">The value.</param>
public readonly record struct ScriptValue(bool HasValue, object? Value)
{
    /// <summary>No value.</summary>
    public static ScriptValue None => default;
}
