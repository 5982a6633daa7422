using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>Loads saved weights into a model: all that are to be loaded, or none.</summary>
public static class WeightLoader
{
    /// <summary>What loading would do, without reading the weights' data.</summary>
    /// <param name="model">The model.</param>
    /// <param name="source">The saved weights, under the model's names.</param>
    /// <param name="keep">Patterns of weights that keep their values (<see cref="NamePatterns"/>).</param>
    public static LoadReport Plan(nn.Module model, WeightSource source, string keep = "")
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(source);
        var kept = NamePatterns.Parse(keep);
        var report = (
            Loaded: new List<string>(),
            Kept: new List<string>(),
            Missing: new List<string>(),
            Shape: new List<WeightMismatch>(),
            Type: new List<WeightMismatch>(),
            Cut: new List<WeightMismatch>()
        );
        var targets = model.state_dict();
        foreach (var (name, target) in targets)
        {
            if (kept.Match(name))
                report.Kept.Add(name);
            else if (!source.Entries.TryGetValue(name, out var saved))
                report.Missing.Add(name);
            else if (!saved.Shape.SequenceEqual(target.shape) && !IsLongerTable(name, saved.Shape, target.shape))
                report.Shape.Add(new(name, LoadReport.Text(target.shape), LoadReport.Text(saved.Shape)));
            else if (saved.Type != target.dtype && !(LoadReport.IsFloating(saved.Type) && LoadReport.IsFloating(target.dtype)))
                report.Type.Add(new(name, $"{target.dtype}", $"{saved.Type}"));
            else
            {
                report.Loaded.Add(name);
                if (!saved.Shape.SequenceEqual(target.shape))
                    report.Cut.Add(new(name, LoadReport.Text(target.shape), LoadReport.Text(saved.Shape)));
            }
        }
        var unexpected = source.Entries.Keys.Where(name => !targets.ContainsKey(name)).Order(StringComparer.Ordinal);
        return new(report.Loaded, report.Kept, report.Missing, [.. unexpected], report.Shape, report.Type) { Cut = report.Cut };
    }

    // A learned position encoding of a longer context.
    private static bool IsLongerTable(string name, IReadOnlyList<long> saved, long[] model) =>
        (name == PositionTable || name.EndsWith($".{PositionTable}", StringComparison.Ordinal))
        && saved is [var rows, var width]
        && model.Length == 2
        && rows > model[0]
        && width == model[1];

    private const string PositionTable = "position.weight";

    /// <summary>What loading would do, without reading the weights' data.</summary>
    /// <param name="model">The model; it can be on the device meta.</param>
    /// <param name="source">The saved weights, under the model's names.</param>
    /// <param name="keep">Patterns of weights that keep their values.</param>
    /// <param name="strict">As for <see cref="Load"/>.</param>
    /// <exception cref="InvalidInputException">The weights do not fit; lists all that do not.</exception>
    public static LoadReport Check(nn.Module model, WeightSource source, string keep = "", bool strict = true)
    {
        if (HaveNothingInCommon(model, source) is { } fault)
            throw new InvalidInputException([fault]);
        var report = Plan(model, source, keep);
        if (report.Faults(source.Location, strict) is { Count: > 0 } faults)
            throw new InvalidInputException([.. faults.SkipLast(1), faults[^1] with { NextStep = Remedy(report, strict) }]);
        if (NamePatterns.Parse(keep).Unused([.. model.state_dict().Keys]) is { Count: > 0 } unused)
            throw new InvalidInputException([
                .. unused.Select(one => new Fault("no weight of the model matches this pattern", one, null, null, "train.keepInitial")),
            ]);
        return report;
    }

    /// <summary>Loads weights; other floating-point types are converted to the model's. Without an exception, exactly the weights that the
    /// report calls loaded have changed.</summary>
    /// <param name="model">The model.</param>
    /// <param name="source">The saved weights, under the model's names.</param>
    /// <param name="keep">Patterns of weights that keep their values.</param>
    /// <param name="strict">Whether every other weight must be saved, and every saved one be in the model. Shapes and types must always
    /// fit.</param>
    /// <exception cref="InvalidInputException">The weights do not fit; lists all that do not. Nothing was loaded.</exception>
    public static LoadReport Load(nn.Module model, WeightSource source, string keep = "", bool strict = true)
    {
        var report = Check(model, source, keep, strict);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        // Everything is read before anything is written: a file that cannot be read leaves the model as it was.
        var read = report.Loaded.Select(name => (Name: name, Value: Read(source, name))).ToList();
        if (read.Where(one => !one.Value.isfinite().all().item<bool>()).ToList() is { Count: > 0 } broken)
            throw new InvalidInputException([
                .. broken.Select(one => new Fault(
                    $"{one.Name} has numbers that are not finite",
                    null,
                    null,
                    "Nothing was loaded. Take weights of an earlier step.",
                    source.Location
                )),
            ]);
        var targets = model.state_dict();
        foreach (var (name, value) in read)
            targets[name].copy_(report.Cut.Any(one => one.Name == name) ? value.narrow(0, 0, targets[name].shape[0]) : value);
        return report;
    }

    private static Tensor Read(WeightSource source, string name)
    {
        try
        {
            return source.Read(name);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            throw new InvalidInputException([new($"{name} cannot be read: {broken.Message}", source.Location)], broken);
        }
    }

    private static string Remedy(LoadReport report, bool strict) =>
        report.WrongShape.Count + report.WrongType.Count > 0
            ? "Without --base the model is that of the weights, where they come with a config; otherwise change its settings, or leave "
                + "weights at their initial values: train.keepInitial=PATTERN"
        : report.Unexpected.Count == 0 && report.Missing.Count is > 0 and <= MostNamed
            ? $"Nothing was loaded. train.keepInitial={string.Join('+', report.Missing)} begins the missing anew"
        : $"Nothing was loaded. {(strict ? "train.strictLoading=false passes over missing and unexpected weights" : "")}";

    // Of two lists of other names each would be told as missing or unexpected.
    private static Fault? HaveNothingInCommon(nn.Module model, WeightSource source)
    {
        var names = model.state_dict().Keys;
        return source.Entries.Count == 0 || names.Any(source.Entries.ContainsKey)
            ? null
            : new(
                "no saved weight has the name of one of the model's",
                Beginning([.. source.Entries.Keys.Order(StringComparer.Ordinal)]),
                Beginning([.. names]),
                "Nothing was loaded. Weights under names of another program are read from a folder with their config.json",
                source.Location
            );

        static string Beginning(IReadOnlyList<string> names) =>
            string.Join(", ", names.Take(3)) + (names.Count > 3 ? $", … ({names.Count} in all)" : "");
    }

    // More missing weights than this are not those of a new head.
    private const int MostNamed = 2;
}
