using TorchSharp;

namespace Workbench.Training;

public static partial class DtypeName
{
    /// <summary>Parses a name in <see cref="Names"/>.</summary>
    public static torch.ScalarType Parse(string name) =>
        name switch
        {
            "bfloat16" => torch.ScalarType.BFloat16,
            "float32" => torch.ScalarType.Float32,
            "float64" => torch.ScalarType.Float64,
            _ => throw new InvalidInputException("an unknown element type", name, string.Join(", ", Names)),
        };
}
