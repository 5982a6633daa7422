using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>The momentum of a group, or the first of its decays, for schedules that change both rate and momentum.</summary>
internal static class Momenta
{
    internal static bool Supported(ILearningRateController group) => group is IMomentum or IBetas;

    internal static double Get(ILearningRateController group) => group switch
    {
        IBetas decays => decays.Betas.Item1,
        IMomentum momentum => momentum.Momentum,
        _ => throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled"),
    };

    internal static void Set(ILearningRateController group, double value)
    {
        if (group is IBetas decays) decays.Betas = (value, decays.Betas.Item2);
        else if (group is IMomentum momentum) momentum.Momentum = value;
        else throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
    }

    /// <summary>One value for each group: the one given, or as many as there are groups.</summary>
    internal static double[] Spread(string name, Optimizer optimizer, IEnumerable<double> values)
    {
        var given = values.ToArray();
        var groups = optimizer.ParamGroups.Count();
        if (given.Length == 1) return [.. Enumerable.Repeat(given[0], groups)];
        return given.Length == groups ? given : throw new ArgumentException($"expected {groups} values for {name}, got {given.Length}");
    }
}
