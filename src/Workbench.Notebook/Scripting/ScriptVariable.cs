using System.Reflection;

namespace Workbench.Notebook.Scripting;

/// <summary>A variable declared by a cell.</summary>
public sealed class ScriptVariable
{
    private readonly FieldInfo _declared;
    private readonly object _submission;

    internal ScriptVariable(FieldInfo declared, object submission)
    {
        _declared = declared;
        _submission = submission;
    }

    /// <summary>The variable's name.</summary>
    public string Name => _declared.Name;

    /// <summary>The declared type.</summary>
    public Type Type => _declared.FieldType;

    /// <summary>Whether the variable is assignable: neither const nor readonly.</summary>
    public bool IsAssignable => !_declared.IsInitOnly && !_declared.IsLiteral;

    /// <summary>The current value.</summary>
    /// <exception cref="ArgumentException">The assigned value is not of the declared type.</exception>
    public object? Value
    {
        get => _declared.GetValue(_submission);
        set => _declared.SetValue(_submission, value);
    }
}
