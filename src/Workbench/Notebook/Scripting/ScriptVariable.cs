using System.Reflection;

namespace Workbench.Notebook.Scripting;

/// <summary>A variable that a cell declared, as it is now.</summary>
public sealed class ScriptVariable
{
    private readonly FieldInfo declared;
    private readonly object submission;

    internal ScriptVariable(FieldInfo declared, object submission)
    {
        this.declared = declared;
        this.submission = submission;
    }

    /// <summary>Its name.</summary>
    public string Name => declared.Name;

    /// <summary>Its declared type.</summary>
    public Type Type => declared.FieldType;

    /// <summary>Whether it may be assigned: it is neither const nor readonly.</summary>
    public bool IsAssignable => !declared.IsInitOnly && !declared.IsLiteral;

    /// <summary>What it holds.</summary>
    /// <exception cref="ArgumentException">What is assigned is not of its type.</exception>
    public object? Value
    {
        get => declared.GetValue(submission);
        set => declared.SetValue(submission, value);
    }
}
