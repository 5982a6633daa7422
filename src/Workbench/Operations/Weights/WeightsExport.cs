using System.CommandLine;
using TorchSharp;
using Workbench.Ablation;
using Workbench.Data;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Weights;

namespace Workbench.Operations;

/// <summary>The formats of exported models.</summary>
public enum ModelFormat
{
    /// <summary>A folder with config.json and model.safetensors, as Hugging Face's transformers read it.</summary>
    Hf,

    /// <summary>A file for llama.cpp.</summary>
    Gguf,

    /// <summary>A folder of ours: model.yaml and model.safetensors, under our names.</summary>
    Safetensors,
}

/// <summary>Options of <see cref="WeightsExport"/>.</summary>
/// <param name="Model">The first digits of a run's identity, the run's folder, or a folder with a model.</param>
/// <param name="Format">The format.</param>
/// <param name="Out">The folder or file to write.</param>
/// <param name="Plugins">The assemblies with the run's variants.</param>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
public sealed record WeightsExportOptions(string Model, ModelFormat Format, string Out, IReadOnlyList<string> Plugins, string? Ledger);

/// <summary>Writes the model of a run, or of a folder, for other programs.</summary>
/// <param name="host">Gives the ledger's folder.</param>
public sealed class WeightsExport(HostEnvironment host) : Operation<WeightsExportOptions, WrittenModel>
{
    private readonly Argument<string> _model = new("run")
    {
        Description = "The first digits of a run's identity (runs list shows them), its folder, or a folder with a model",
    };
    private readonly Option<ModelFormat> _format = new("--format")
    {
        Description = "hf (a folder for transformers), gguf (a file for llama.cpp) or safetensors (our own folder)",
        HelpName = "format",
        DefaultValueFactory = _ => ModelFormat.Hf,
    };
    private readonly Option<string> _out = new("--out")
    {
        Description = "The folder to write; a file for gguf",
        HelpName = "path",
        Required = true,
    };
    private readonly Option<string[]> _plugin = SharedOptions.Plugin();
    private readonly Option<string?> _ledger = SharedOptions.Ledger();

    /// <inheritdoc/>
    public override string Name => "export";

    /// <inheritdoc/>
    public override string Summary => "Write a run's model for transformers, llama.cpp or another training";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("weights export 1f3a9c04 --format hf --out my-gpt2", "a folder for transformers"),
            new("weights export 1f3a9c04 --format gguf --out model.gguf", "a file for llama.cpp, of a run of the shape of llama"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_model);
        RunCompletion.Offer(_model, _ledger, host);
        foreach (var option in (Option[])[_format, _out, _plugin, _ledger])
            command.Options.Add(option);
    }

    /// <inheritdoc/>
    public override WeightsExportOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(
            parsed.GetRequiredValue(_model),
            parsed.GetValue(_format),
            host.Resolve(parsed.GetRequiredValue(_out)),
            new WorkbenchServices(host).Plugins(parsed.GetValue(_plugin) ?? []),
            parsed.GetValue(_ledger)
        );
    }

    /// <inheritdoc/>
    public override Task<WrittenModel> RunAsync(
        WeightsExportOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeKernels.Load();
        Plugins.Load(options.Plugins);
        var folder = host.Resolve(options.Model);
        if (SavedModel.IsIn(folder))
        {
            using var saved = SavedModel.Open(folder);
            using var model = saved.Build(torch.CPU, torch.ScalarType.Float32);
            return Task.FromResult(Write(model, null, saved.TokenizerFingerprint, Path.GetFileName(folder), options));
        }
        using var run = TrainedModel.Open(options.Model, options.Ledger, host, progress, cancellation);
        return Task.FromResult(
            Write(run.Model, run.Task, run.Task.TokenizerFingerprint, $"run {run.Id[..Math.Min(12, run.Id.Length)]}", options)
        );
    }

    private WrittenModel Write(Transformer model, ITask? task, string? fingerprint, string name, WeightsExportOptions options)
    {
        var format = "safetensors";
        switch (options.Format)
        {
            case ModelFormat.Gguf:
                format = "gguf";
                if (Directory.Exists(options.Out))
                    throw new InvalidInputException("a GGUF export is a file", options.Out, null, "Name a file: model.gguf", "--out");
                OutputFile.Write(
                    options.Out,
                    () =>
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(options.Out)!);
                        AtomicFile.Write(options.Out, stream => GgufFile.Write(stream, model, task?.Tokenizer, name));
                    }
                );
                break;
            case ModelFormat.Hf:
                // Where no layout fits, the nearest one says what does not.
                var layout = SavedModel.NearestLayout(model.Config);
                format = layout.Name;
                OutputFile.RequireNothingStale(options.Out, layout, null);
                OutputFile.Write(options.Out, () => SavedModel.Write(options.Out, model, layout, fingerprint, task?.Pairs));
                break;
            default:
                OutputFile.RequireNothingStale(options.Out, null, null);
                OutputFile.Write(options.Out, () => SavedModel.Write(options.Out, model, fingerprint));
                break;
        }
        return new(options.Out, format, model.Config.ParameterCount())
        {
            TrainLine = options.Format == ModelFormat.Gguf ? null : $"train --init-from {ShellWord.Of(host.FromHere(options.Out))}",
        };
    }
}
