using System.CommandLine;
using TorchSharp;
using Workbench.Kernels;
using Workbench.Pretrained;
using Workbench.Tokenizers;
using Workbench.Weights;

namespace Workbench.Operations;

/// <summary>Options of <see cref="WeightsImport"/>.</summary>
/// <param name="From">The folder or ONNX file to read, or the name of a pretrained model.</param>
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

/// <summary>Reads a folder of Hugging Face's, an ONNX file or a pretrained model, and writes it as a folder of ours.</summary>
/// <param name="host">Resolves paths.</param>
public sealed class WeightsImport(HostEnvironment host) : Operation<WeightsImportOptions, WrittenModel>
{
    private readonly Argument<string> _from = new("model")
    {
        Description =
            "A folder with config.json (model_type bert, gpt2, llama or t5) and weights in .safetensors or .bin files; an .onnx file with "
            + "an encoder of BERT's; or minilm or use-lite, which are fetched at first use",
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
    public override string Summary =>
        "Read a Hugging Face folder (bert, gpt2, llama, t5), an ONNX file, minilm or use-lite into a config and weights of ours";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("weights import path/to/gpt2 --out gpt2-weights", "then: train --init-from gpt2-weights"),
            new("weights import minilm --out my-minilm", "all-MiniLM-L6-v2, a sentence encoder, with its vocabulary"),
        ];

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
        return new(new WorkbenchServices(host).Weights(parsed.GetRequiredValue(_from)), host.Resolve(parsed.GetRequiredValue(_out)));
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
        var from = new WorkbenchServices(host).WeightsPath(options.From, progress, cancellation);
        using var saved = SavedModel.Open(from);
        using var model = saved.Build(torch.CPU, torch.ScalarType.Float32);
        cancellation.ThrowIfCancellationRequested();
        var vocabulary = Directory.Exists(from) ? TokenizerFile.Beside(from)?.Path : null;
        OutputFile.RequireNothingStale(options.Out, null, Path.GetFileName(vocabulary));
        OutputFile.Write(
            options.Out,
            () =>
            {
                SavedModel.Write(options.Out, model, saved.TokenizerFingerprint);
                // What the model's tokens mean.
                if (vocabulary is not null)
                    AtomicFile.Write(Path.Combine(options.Out, Path.GetFileName(vocabulary)), File.ReadAllText(vocabulary));
            }
        );
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
    /// <summary>Refuses a folder in which files of another model would become part of the written one.</summary>
    public static void RequireNothingStale(string folder, WeightLayout? layout, string? vocabulary)
    {
        if (SavedModel.StaleFiles(folder, layout, vocabulary) is { Count: > 0 } stale)
            throw new InvalidInputException(
                "the folder has files of another model, which would be read in the place of the written ones",
                $"{folder}: {string.Join(", ", stale)}",
                "a new folder, or one that this command has written",
                "Name another folder, or remove those files.",
                "--out"
            );
    }

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
