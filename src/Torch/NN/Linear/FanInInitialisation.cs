using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>How PyTorch starts linear and convolutional layers: everything uniform in plus and minus 1 / sqrt(fan in).</summary>
internal static class FanInInitialisation
{
    internal static void Apply(Parameter weight, Parameter? bias)
    {
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is null) return;
        var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
        if (fanIn > 0) nn.init.uniform_(bias, -1 / Math.Sqrt(fanIn), 1 / Math.Sqrt(fanIn));
        else nn.init.zeros_(bias);
    }
}
