using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// A plug-in compiled from notebook cells, stored in a folder named by a hash of its content: plugin.json (this record), the assemblies,
/// and source.csx for human readers.
/// </summary>
/// <param name="Code">The hash that enters run identities.</param>
/// <param name="Variants">Its variants.</param>
/// <param name="Assemblies">File by assembly name, in dependency order.</param>
internal sealed record StoredPlugin(
    string Code,
    IReadOnlyList<StoredVariant> Variants,
    IReadOnlyList<KeyValuePair<string, string>> Assemblies
)
{
    public const string FileName = "plugin.json";

    public static bool IsOne(string path) => Path.GetFileName(path) == FileName;

    /// <summary>Writes code to a subfolder of <paramref name="store"/>, unless it is already there.</summary>
    /// <returns>The path of the plugin.json.</returns>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public static string Save(PluginCode code, IReadOnlyList<(string Name, Type Type)> variants, string store)
    {
        var stored = new StoredPlugin(
            code.Hash,
            [.. variants.Select(one => new StoredVariant(one.Name, one.Type.FullName!)).OrderBy(one => one.Name, StringComparer.Ordinal)],
            [
                .. code.Parts.Select(
                    (part, index) => KeyValuePair.Create(part.Name, part.Source is null ? $"{part.Name}.dll" : $"cell-{index + 1}.dll")
                ),
            ]
        );
        // Full type names contain the kernel's cell counter; only the last part enters the hash, so that another kernel's equal cell
        // matches.
        var words = stored.Variants.Select(one => $"{one.Name}={one.Type.Split('+')[^1]}").Prepend(code.Hash);
        var folder = Path.Combine(store, Sha256.Of(string.Join('\n', words))[..32]);
        var file = Path.Combine(folder, FileName);
        if (File.Exists(file))
            return file;
        try
        {
            Directory.CreateDirectory(store);
            // Write to a temporary folder and rename it: a worker sees the complete folder or none.
            var beside = Directory.CreateDirectory($"{folder}.{Guid.NewGuid():N}.tmp").FullName;
            foreach (var (part, index) in code.Parts.Select((part, index) => (part, index)))
                File.WriteAllBytes(Path.Combine(beside, stored.Assemblies[index].Value), part.Image.Span);
            File.WriteAllText(
                Path.Combine(beside, "source.csx"),
                string.Join("\n\n", code.Parts.Select(part => part.Source?.Trim() ?? $"#r \"{part.Name}.dll\"")) + "\n"
            );
            File.WriteAllText(Path.Combine(beside, FileName), TrainingJson.Serialize(stored));
            try
            {
                Directory.Move(beside, folder);
            }
            catch (IOException) when (File.Exists(file))
            {
                // Another process stored the same content first.
                Directory.Delete(beside, recursive: true);
            }
            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                [
                    new(
                        $"the code of a variant must be kept for worker processes: {error.Message}",
                        store,
                        "a folder that can be written",
                        "Choose another ledger with --ledger."
                    ),
                ],
                error
            );
        }
    }

    /// <summary>Loads a stored plug-in.</summary>
    /// <exception cref="InvalidInputException">The plug-in is missing or damaged.</exception>
    public static LoadedPlugin Load(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        try
        {
            var stored =
                JsonSerializer.Deserialize<StoredPlugin>(File.ReadAllText(file), TrainingJson.File)
                ?? throw new JsonException("it is empty");
            var context = new Context(folder, stored);
            var root = context.LoadFromAssemblyName(new AssemblyName { Name = stored.Assemblies[^1].Key });
            return new(root, stored.Code, [.. stored.Variants.Select(one => (one.Name, root.GetType(one.Type, throwOnError: true)!))]);
        }
        catch (Exception error)
            when (error
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or BadImageFormatException
                        or TypeLoadException
                        or ArgumentException
            )
        {
            throw new InvalidInputException(
                [
                    new(
                        $"the stored code of a variant must load: {error.Message}",
                        file,
                        null,
                        "Run the cell that registers the variant again."
                    ),
                ],
                error
            );
        }
    }

    /// <summary>Loads the plug-in's own assemblies from its folder, all others from the program.</summary>
    private sealed class Context(string folder, StoredPlugin stored) : AssemblyLoadContext(Path.GetFileName(folder))
    {
        protected override Assembly? Load(AssemblyName name)
        {
            var file = stored.Assemblies.FirstOrDefault(one => one.Key == name.Name).Value;
            return file is null ? null : LoadFromStream(new MemoryStream(File.ReadAllBytes(Path.Combine(folder, file))));
        }
    }
}

/// <summary>A variant of a stored plug-in.</summary>
/// <param name="Name">The variant's name in axes and files.</param>
/// <param name="Type">The full type name of the variant's record.</param>
internal sealed record StoredVariant(string Name, string Type);

/// <summary>A loaded plug-in.</summary>
/// <param name="Root">The plug-in's root assembly.</param>
/// <param name="Code">The hash that enters run identities.</param>
/// <param name="Variants">Its variants.</param>
internal sealed record LoadedPlugin(Assembly Root, string Code, IReadOnlyList<(string Name, Type Type)> Variants);
