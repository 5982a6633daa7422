using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// A plug-in that was compiled while a program ran, as a folder named by its content: plugin.json (this), the assemblies, and source.csx
/// for people.
/// </summary>
/// <param name="Code">The hash that enters run identities.</param>
/// <param name="Variants">Its variants.</param>
/// <param name="Assemblies">File by assembly name, each after those that it refers to.</param>
internal sealed record StoredPlugin(
    string Code,
    IReadOnlyList<StoredVariant> Variants,
    IReadOnlyList<KeyValuePair<string, string>> Assemblies
)
{
    public const string FileName = "plugin.json";

    public static bool IsOne(string path) => Path.GetFileName(path) == FileName;

    /// <summary>Writes code under a folder, unless it is there already.</summary>
    /// <returns>The path of its plugin.json.</returns>
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
        // A kernel counts its cells, and type names hold the count: the same cell of another kernel is found by its own words.
        var words = stored.Variants.Select(one => $"{one.Name}={one.Type.Split('+')[^1]}").Prepend(code.Hash);
        var folder = Path.Combine(store, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', words))))[..32]);
        var file = Path.Combine(folder, FileName);
        if (File.Exists(file))
            return file;
        try
        {
            Directory.CreateDirectory(store);
            // Made beside and renamed: a worker sees all of it or nothing.
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
                // Another process was faster, with the same content.
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
    /// <exception cref="InvalidInputException">It is gone or damaged.</exception>
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

    /// <summary>Its own assemblies come from its folder, all others from the program.</summary>
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
/// <param name="Name">Its name in axes and files.</param>
/// <param name="Type">The full name of its record.</param>
internal sealed record StoredVariant(string Name, string Type);

/// <summary>A plug-in that is loaded.</summary>
/// <param name="Root">Its assembly.</param>
/// <param name="Code">The hash that enters run identities.</param>
/// <param name="Variants">Its variants.</param>
internal sealed record LoadedPlugin(Assembly Root, string Code, IReadOnlyList<(string Name, Type Type)> Variants);
