namespace Workbench.Figures;

/// <summary>One value for a whole trace, or one for each point: what plotly.js calls <c>arrayOk</c>.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly struct ArrayOk<T>
{
    private ArrayOk(T? one, IReadOnlyList<T>? many) => (One, Many) = (one, many);

    internal T? One { get; }

    internal IReadOnlyList<T>? Many { get; }

    /// <summary>One value for all points.</summary>
    public static implicit operator ArrayOk<T>(T one) => new(one, null);

    /// <summary>A value for each point.</summary>
    public static implicit operator ArrayOk<T>(T[] many) => new(default, many);

    /// <summary>A value for each point.</summary>
    public static implicit operator ArrayOk<T>(List<T> many) => new(default, many);
}
