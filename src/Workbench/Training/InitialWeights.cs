using System.Collections.Concurrent;
using System.Security.Cryptography;
using TorchSharp;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Tokenizers;
using Workbench.Weights;

namespace Workbench.Training;

/// <summary>The saved weights that a run starts from, and the parameters that it does not train.</summary>
internal static class InitialWeights
{
    private static readonly ConcurrentDictionary<(string File, DateTime Written, long Length), byte[]> Hashes = new();

    /// <summary>The model's config of saved weights, without vocabulary and classes, which are the task's; null for a file without a
    /// config.</summary>
    /// <param name="path">A run's folder, a folder with a model, or a file.</param>
    /// <exception cref="InvalidInputException">The config cannot be read.</exception>
    public static TransformerConfig? ModelOf(string path)
    {
        if (IsRun(path))
            return new RunFolder(path).ReadConfig().Model with { Vocabulary = 0, Classes = 0 };
        if (!Directory.Exists(path) || !SavedModel.IsIn(path))
            return null;
        using var saved = SavedModel.Open(path);
        return saved.Config with { Vocabulary = 0, Classes = 0 };
    }

    /// <summary>The tokenizer in the folder of a saved model; null where there is none.</summary>
    /// <param name="path">A run's folder, a folder with a model, or a file.</param>
    public static TokenizerConfig? TokenizerOf(string path) =>
        Directory.Exists(path) && SavedModel.IsIn(path) ? TokenizerFile.Beside(path) : null;

    /// <summary>Whether saved weights have those of a classifier's classes.</summary>
    /// <exception cref="InvalidInputException">They cannot be read.</exception>
    public static bool HasClasses(string path) => Read(path, source => source.Entries.ContainsKey(Transformer.ClassWeights));

    /// <summary>What identifies the weights: the identity of a run, otherwise the checksum of the files. Checks the vocabulary.</summary>
    /// <exception cref="InvalidInputException">There are no such weights, or they are of another vocabulary.</exception>
    public static string Fingerprint(RunConfig run)
    {
        var path = run.InitFrom;
        if (IsRun(path))
        {
            var folder = new RunFolder(path);
            var identity =
                folder.ReadIdentity() ?? throw new InvalidInputException("the run has no identity", path, null, null, "initFrom");
            CheckVocabulary(run, folder.ReadConfig().Model.Vocabulary, identity.TokenizerFingerprint, path);
            return $"run {identity.Id}";
        }
        using var saved = Directory.Exists(path) && SavedModel.IsIn(path) ? SavedModel.Open(path) : null;
        if (saved is not null)
            CheckVocabulary(run, saved.Config.Vocabulary, saved.TokenizerFingerprint, path);
        using var source = saved is null ? WeightSource.Open(path) : null;
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in (saved?.Weights ?? source!).Files)
            sum.AppendData(HashOf(file));
        return $"sha256 {Convert.ToHexStringLower(sum.GetHashAndReset())}";
    }

    // A study asks for every cell, and files can be large.
    private static byte[] HashOf(string file)
    {
        var info = new FileInfo(file);
        return Hashes.GetOrAdd(
            (file, info.LastWriteTimeUtc, info.Length),
            _ =>
            {
                using var stream = File.OpenRead(file);
                return SHA256.HashData(stream);
            }
        );
    }

    /// <summary>Checks that tokens mean the same in the weights and in the run, unless the run leaves the weights of tokens out.</summary>
    /// <exception cref="InvalidInputException">They do not.</exception>
    public static void CheckVocabulary(RunConfig run, int vocabulary, string? tokenizer, string path)
    {
        var kept = NamePatterns.Parse(run.Train.KeepInitial);
        var isNew = kept.Match("embedding.weight") && (run.Model.TieEmbeddings || kept.Match("head.weight"));
        if (isNew || (vocabulary == run.Model.Vocabulary && (tokenizer is null || tokenizer == run.TokenizerFingerprint)))
            return;
        var anew = $"train.keepInitial=embedding.*{(run.Model.TieEmbeddings ? "" : "+head.*")}";
        throw new InvalidInputException(
            "the saved weights are of another vocabulary than the task's",
            $"{vocabulary} tokens{(vocabulary == run.Model.Vocabulary ? " of another tokenizer" : "")}",
            $"{run.Model.Vocabulary} tokens",
            TokenizerIn(path) is { } file
                ? $"Take the tokenizer of the weights (--tokenizer file:{file}), or start the weights of tokens anew: {anew}"
                : $"Take one tokenizer for both (--tokenizer gpt2 or file:PATH), or start the weights of tokens anew: {anew}",
            path
        );
    }

    // A file of a tokenizer that lies beside weights.
    private static string? TokenizerIn(string path) =>
        TokenizerFile.Known.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists);

    /// <summary>Checks that the weights of a run's start fit its model, without reading their data.</summary>
    /// <exception cref="InvalidInputException">They do not; lists all that do not.</exception>
    public static void Check(RunConfig run)
    {
        using var scope = torch.NewDisposeScope();
        using var model = run.Model.Build(torch.META, torch.ScalarType.Float32, 0);
        Read(run.InitFrom, source => WeightLoader.Check(model, source, run.Train.KeepInitial, run.Train.StrictLoading));
    }

    /// <summary>Loads the weights into a model.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">A run's folder, a folder with a model, or a file.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="InvalidInputException">The weights do not fit; lists all that do not. Nothing was loaded.</exception>
    public static LoadReport Load(RunConfig run, string path, Transformer model) =>
        Read(path, source => WeightLoader.Load(model, source, run.Train.KeepInitial, run.Train.StrictLoading));

    private static T Read<T>(string path, Func<WeightSource, T> use)
    {
        if (IsRun(path))
        {
            using var checkpoint = Checkpoint.OpenModel(new RunFolder(path));
            return use(checkpoint);
        }
        using var saved = Directory.Exists(path) && SavedModel.IsIn(path) ? SavedModel.Open(path) : null;
        using var source = saved is null ? WeightSource.Open(path) : null;
        return use(saved?.Weights ?? source!);
    }

    /// <summary>Checks the patterns of frozen parameters.</summary>
    /// <exception cref="InvalidInputException">A pattern matches no parameter, or nothing is left to train.</exception>
    public static void CheckFreeze(RunConfig run)
    {
        using var scope = torch.NewDisposeScope();
        using var model = run.Model.Build(torch.META, torch.ScalarType.Float32, 0);
        Freeze(model, run.Train.Freeze);
    }

    /// <summary>Excludes parameters from training.</summary>
    /// <returns>The number of elements that are trained.</returns>
    /// <exception cref="InvalidInputException">A pattern matches no parameter, or nothing is left to train.</exception>
    public static long Freeze(Transformer model, string patterns)
    {
        var frozen = NamePatterns.Parse(patterns);
        var parameters = model.named_parameters().ToList();
        var faults = frozen
            .Unused([.. parameters.Select(one => one.name)])
            .Select(pattern => new Fault(
                "no parameter matches this pattern",
                pattern,
                string.Join(
                    ", ",
                    parameters
                        .Select(one => one.name)
                        .Where(name =>
                            !name.StartsWith("blocks.", StringComparison.Ordinal) || name.StartsWith("blocks.0.", StringComparison.Ordinal)
                        )
                ),
                null,
                "train.freeze"
            ))
            .ToList();
        if (frozen.IsEmpty)
            faults.Add(new("there is no pattern between the separators", patterns, "train.freeze=blocks.0.*+*norm*", null, "train.freeze"));
        if (faults.Count == 0 && parameters.TrueForAll(one => frozen.Match(one.name)))
            faults.Add(new("nothing is left to train", patterns, null, "Freeze fewer parameters.", "train.freeze"));
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
        foreach (var (name, parameter) in parameters)
            if (frozen.Match(name))
                parameter.requires_grad = false;
        return parameters.Where(one => one.parameter.requires_grad).Sum(one => one.parameter.numel());
    }

    private static bool IsRun(string path) => Directory.Exists(path) && File.Exists(new RunFolder(path).ConfigFile);
}
