using System.CommandLine;
using Workbench.Weights;

namespace Workbench.Operations;

/// <summary>A tensor of saved weights.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">Its element type: "float32".</param>
/// <param name="Shape">Its sizes.</param>
public sealed record WeightItem(string Name, string Type, IReadOnlyList<long> Shape);

/// <summary>The contents of saved weights.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="Elements">The number of elements of all tensors.</param>
/// <param name="Tensors">The tensors by name.</param>
public sealed record WeightListing(string Path, long Elements, IReadOnlyList<WeightItem> Tensors);

/// <summary>Lists the tensors of saved weights without reading their data.</summary>
/// <param name="host">Resolves paths.</param>
public sealed class WeightsShow(HostEnvironment host) : Operation<string, WeightListing>
{
    private readonly Argument<string> _path = new("path")
    {
        Description = "A .safetensors, .pt, .pth, .bin or .onnx file, a folder with one, in one file or in shards; minilm or use-lite",
    };

    /// <inheritdoc/>
    public override string Name => "show";

    /// <inheritdoc/>
    public override string Summary => "List the tensors of saved weights: names, types, shapes";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("weights show model.safetensors", "the tensors of a file"),
            new("weights show minilm", "a pretrained model, fetched at first use"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_path);
    }

    /// <inheritdoc/>
    public override string Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new WorkbenchServices(host).Weights(parsed.GetRequiredValue(_path));
    }

    /// <inheritdoc/>
    public override Task<WeightListing> RunAsync(string options, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        using var source = WeightSource.Open(new WorkbenchServices(host).WeightsPath(options, progress, cancellation));
        IReadOnlyList<WeightItem> tensors =
        [
            .. source
                .Entries.Values.OrderBy(one => one.Name, StringComparer.Ordinal)
                .Select(one => new WeightItem(one.Name, $"{one.Type}".ToLowerInvariant(), one.Shape)),
        ];
        return Task.FromResult(new WeightListing(options, tensors.Sum(one => one.Shape.Aggregate(1L, (all, size) => all * size)), tensors));
    }
}
