using System.Numerics;

namespace TorchSharp;

/// <summary>Element types and the .NET types that hold their elements.</summary>
internal static class ScalarTypes
{
    private static readonly Dictionary<Type, torch.ScalarType> Known = new()
    {
        [typeof(byte)] = torch.ScalarType.Byte,
        [typeof(sbyte)] = torch.ScalarType.Int8,
        [typeof(short)] = torch.ScalarType.Int16,
        [typeof(int)] = torch.ScalarType.Int32,
        [typeof(long)] = torch.ScalarType.Int64,
        [typeof(Half)] = torch.ScalarType.Float16,
        [typeof(float)] = torch.ScalarType.Float32,
        [typeof(double)] = torch.ScalarType.Float64,
        [typeof((float, float))] = torch.ScalarType.ComplexFloat32,
        [typeof(Complex)] = torch.ScalarType.ComplexFloat64,
        [typeof(bool)] = torch.ScalarType.Bool,
        [typeof(BFloat16)] = torch.ScalarType.BFloat16,
    };

    /// <summary>The element type that a .NET type holds; null if none.</summary>
    internal static torch.ScalarType? Of(Type type) => Known.TryGetValue(type, out var found) ? found : null;

    /// <summary>The element type that a .NET type holds.</summary>
    internal static torch.ScalarType Required(Type type) =>
        Of(type) ?? throw new ArgumentException($"A tensor has no elements of type {type.Name}.");
}
