namespace Workbench.Notebook.Scripting;

/// <summary>The value of a submission.</summary>
/// <param name="HasValue">Whether the last statement is an expression with a value, without a semicolon.</param>
/// <param name="Value">The value.</param>
public readonly record struct ScriptValue(bool HasValue, object? Value)
{
    /// <summary>No value.</summary>
    public static ScriptValue None => default;
}
