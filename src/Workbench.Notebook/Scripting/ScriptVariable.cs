using System.Reflection;

namespace Workbench.Notebook.Scripting;

/// <summary>A variable that a cell declared, as it is now.</summary>
public sealed class ScriptVariable
{
    private readonly FieldInfo _declared;
    private readonly object _submission;

    internal ScriptVariable(FieldInfo declared, object submission)
    {
        _declared = declared;
        _submission = submission;
    }

    /// <summary>Its name.</summary>
    public string Name => _declared.Name;

    /// <summary>Its declared type.</summary>
    public Type Type => _declared.FieldType;

    /// <summary>Whether it may be assigned: it is neither const nor readonly.</summary>
    public bool IsAssignable => !_declared.IsInitOnly && !_declared.IsLiteral;

    /// <summary>What it holds.</summary>
    /// <exception cref="ArgumentException">What is assigned is not of its type.</exception>
    public object? Value
    {
        get => _declared.GetValue(_submission);
        set => _declared.SetValue(_submission, value);
    }
}
