using System.CommandLine;
using TorchSharp;
using Workbench.Kernels;
using Workbench.Weights;

namespace Workbench.Operations;

/// <summary>Options of <see cref="WeightsImport"/>.</summary>
/// <param name="From">The folder to read.</param>
/// <param name="Out">The folder to write.</param>
public sealed record WeightsImportOptions(string From, string Out);

/// <summary>A model that was written to a folder or a file.</summary>
/// <param name="Path">The folder or file.</param>
/// <param name="Format">Its format: "workbench", "gpt2", "llama", "gguf", "safetensors".</param>
/// <param name="Parameters">The number of parameters.</param>
public sealed record WrittenModel(string Path, string Format, long Parameters)
{
    /// <summary>The command that trains the written model further; null for formats that are only written.</summary>
    public string? TrainLine { get; init; }
}

/// <summary>Reads a folder of Hugging Face's, and writes it as a folder of ours.</summary>
/// <param name="host">Resolves paths.</param>
public sealed class WeightsImport(HostEnvironment host) : Operation<WeightsImportOptions, WrittenModel>
{
    private readonly Argument<string> _from = new("folder")
    {
        Description = "A folder with config.json (model_type gpt2 or llama) and weights in .safetensors or .bin files",
    };
    private readonly Option<string> _out = new("--out")
    {
        Description = "The folder to write: model.yaml and model.safetensors",
        HelpName = "folder",
        Required = true,
    };

    /// <inheritdoc/>
    public override string Name => "import";

    /// <inheritdoc/>
    public override string Summary => "Read a Hugging Face folder (bert, gpt2, llama, t5) into a config and weights of ours";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [new("weights import path/to/gpt2 --out gpt2-weights", "then: train --init-from gpt2-weights")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_from);
        command.Options.Add(_out);
    }

    /// <inheritdoc/>
    public override WeightsImportOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(host.Resolve(parsed.GetRequiredValue(_from)), host.Resolve(parsed.GetRequiredValue(_out)));
    }

    /// <inheritdoc/>
    public override Task<WrittenModel> RunAsync(
        WeightsImportOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeKernels.Load();
        using var saved = SavedModel.Open(options.From);
        using var model = saved.Build(torch.CPU, torch.ScalarType.Float32);
        cancellation.ThrowIfCancellationRequested();
        OutputFile.Write(options.Out, () => SavedModel.Write(options.Out, model));
        return Task.FromResult(
            new WrittenModel(options.Out, "workbench", saved.Config.ParameterCount())
            {
                TrainLine = $"train --init-from {ShellWord.Of(host.FromHere(options.Out))}",
            }
        );
    }
}

/// <summary>Writes what the user has named, and says so when it cannot be written.</summary>
internal static class OutputFile
{
    public static void Write(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                [new($"this cannot be written: {error.Message}", path, "a place that may be written to and has room", null, "--out")],
                error
            );
        }
    }
}
