using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using Workbench.Configuration;

namespace Workbench.Ablation;

/// <summary>
/// User-defined variants: from plug-in assemblies (see <see cref="WorkbenchPluginAttribute"/>), and from notebook cells compiled in this
/// process. Code of cells is stored as plug-ins, for worker processes and later sessions.
/// </summary>
public static class Plugins
{
    private static readonly ConcurrentDictionary<string, LoadedPlugin> Loaded = new();
    private static readonly ConcurrentDictionary<string, CompiledCode> Compiled = new();
    private static readonly ConcurrentDictionary<Assembly, PluginCode> Known = new();

    /// <summary>Adds code that was compiled in this process, so that studies can use its variants.</summary>
    public static void Add(CompiledCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        Compiled[code.Assembly.GetName().Name!] = code;
    }

    /// <summary>
    /// Loads plug-ins and registers their variants. A plug-in that is already loaded is registered again, so the last registration of a
    /// name wins.
    /// </summary>
    /// <param name="paths">Paths of .dll files (dependencies are loaded from the same folder), or of plugin.json files written by
    /// <see cref="Save"/>.</param>
    /// <exception cref="InvalidInputException">Lists every fault of every file: missing, not an assembly, no variant, invalid
    /// variant.</exception>
    public static void Load(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (var plugin in Read(paths))
        {
            // A cell of this process may have registered the same code; its type stays registered.
            foreach (var (name, type) in plugin.Variants.Where(one => !IsRegistered(one.Name, one.Type, plugin.Code)))
                Variants.Register(type, name);
        }
    }

    private static bool IsRegistered(string name, Type type, string code) =>
        Variants.FindFamily(type) is { } family && Variants.Find(family, name) is { } now && now != type && CodeOf(now.Assembly) == code;

    /// <summary>Loads plug-ins without registering their variants.</summary>
    internal static IReadOnlyList<LoadedPlugin> Read(IEnumerable<string> paths)
    {
        var (loaded, faults) = (new List<LoadedPlugin>(), new List<Fault>());
        foreach (var path in paths.Select(Path.GetFullPath))
        {
            try
            {
                var plugin = StoredPlugin.IsOne(path) ? Loaded.GetOrAdd(path, StoredPlugin.Load) : LoadFile(path);
                faults.AddRange(plugin.Variants.SelectMany(one => Variants.Faults(one.Type, one.Name)));
                loaded.Add(plugin);
            }
            catch (InvalidInputException invalid)
            {
                faults.AddRange(invalid.Faults);
            }
        }
        return faults.Count > 0 ? throw new InvalidInputException(faults) : loaded;
    }

    private static LoadedPlugin LoadFile(string path)
    {
        byte[] image;
        if (AtomicFile.IsStream(path))
            throw new InvalidInputException(
                "a file is needed here, and this is a pipe or a device",
                path,
                "a .dll file: worker processes and later readers of the run load it again",
                "Save it to a file first.",
                "plugin"
            );
        try
        {
            image = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException([new("a plug-in is a readable .dll file", path, null, "Check the path of --plugin.")], error);
        }
        var hash = Sha256.Of(image);
        if (Loaded.TryGetValue(hash, out var known))
            return known;
        Assembly assembly;
        try
        {
            assembly = new Context(path).LoadFromStream(new MemoryStream(image));
        }
        catch (Exception error) when (error is BadImageFormatException or FileLoadException)
        {
            throw new InvalidInputException([new("a plug-in is a .NET assembly", path, null, "Build it with: dotnet build")], error);
        }
        CheckTorchSharp(assembly, path);
        WorkbenchPluginAttribute[] variants;
        try
        {
            variants = [.. assembly.GetCustomAttributes<WorkbenchPluginAttribute>()];
        }
        catch (Exception error) when (error is TypeLoadException or FileNotFoundException or FileLoadException)
        {
            throw new InvalidInputException(
                [
                    new(
                        $"a plug-in's types must load: {error.Message}",
                        path,
                        null,
                        "Build it against this version of the Workbench, and put what it depends on beside it."
                    ),
                ],
                error
            );
        }
        return variants.Length == 0
            ? throw new InvalidInputException(
                "a plug-in names its variants",
                path,
                null,
                "Add to its source: [assembly: WorkbenchPlugin(typeof(MyPosition), \"mine\")]"
            )
            : Loaded.GetOrAdd(hash, new LoadedPlugin(assembly, hash, [.. variants.Select(one => (one.Name, one.Variant))]));
    }

    // Another TorchSharp version may lack a member or change its meaning. Fail here and not in the middle of a run.
    private static void CheckTorchSharp(Assembly plugin, string path)
    {
        var expected = typeof(TorchSharp.torch).Assembly.GetName();
        var built = plugin.GetReferencedAssemblies().FirstOrDefault(one => one.Name == expected.Name)?.Version;
        if (built is not null && built.ToString(3) != expected.Version!.ToString(3))
            throw new InvalidInputException(
                "a plug-in is built against the Workbench's TorchSharp",
                $"TorchSharp {built.ToString(3)}",
                $"TorchSharp {expected.Version.ToString(3)}",
                "Reference that version of the package and build the plug-in again.",
                path
            );
    }

    /// <summary>
    /// Hashes of the plug-ins and cells that a config's variants come from, joined by "+"; part of the run's identity. Empty when all
    /// variants are built in.
    /// </summary>
    /// <exception cref="InvalidInputException">The code of a variant cannot be sent to other processes: it has neither file nor source, or
    /// it has mutable static state.</exception>
    public static string CodeOf(object config) =>
        string.Join('+', AssembliesOf(config).Select(CodeOf).OfType<string>().Distinct().Order(StringComparer.Ordinal));

    /// <summary>Stores the code of the configs' variants that is not yet in a plug-in, for worker processes and later sessions.</summary>
    /// <param name="configs">The configs.</param>
    /// <param name="store">The parent folder; each plug-in gets a subfolder named by a hash of its content.</param>
    /// <returns>Paths for <see cref="Load"/>.</returns>
    /// <exception cref="InvalidInputException">The folder cannot be written, or the code cannot be sent to other processes.</exception>
    public static IReadOnlyList<string> Save(IEnumerable<object> configs, string store) =>
        [
            .. from assembly in configs.SelectMany(AssembliesOf).Distinct()
            let code = PluginOf(assembly)
            where code is not null
            select StoredPlugin.Save(code, Variants.RegisteredIn(assembly), store),
        ];

    /// <summary>The hash of a plug-in's or cell's assembly; null for an assembly of the program.</summary>
    private static string? CodeOf(Assembly assembly) =>
        Loaded.Values.FirstOrDefault(one => one.Root == assembly)?.Code ?? PluginOf(assembly)?.Hash;

    private static PluginCode? PluginOf(Assembly assembly) =>
        PluginCode.IsTheProgram(assembly) || Loaded.Values.Any(one => one.Root == assembly)
            ? null
            : Known.GetOrAdd(assembly, static one => PluginCode.Of(one, Compiled));

    private static HashSet<Assembly> AssembliesOf(object config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var assemblies = new HashSet<Assembly>();
        Collect(config, assemblies);
        return assemblies;
    }

    private static void Collect(object config, HashSet<Assembly> assemblies)
    {
        assemblies.Add(config.GetType().Assembly);
        foreach (var value in ConfigShape.Of(config.GetType()).Fields.Select(field => field.Of(config)))
        {
            if (value is not null && !ScalarText.IsScalar(value.GetType()) && value is not System.Collections.IEnumerable)
                Collect(value, assemblies);
        }
    }

    /// <summary>Loads a plug-in's own dependencies from its folder; the Workbench and its dependencies come from the program.</summary>
    private sealed class Context(string path) : AssemblyLoadContext(Path.GetFileName(path))
    {
        protected override Assembly? Load(AssemblyName name)
        {
            var beside = Path.Combine(Path.GetDirectoryName(path)!, name.Name + ".dll");
            return Default.Assemblies.Any(loaded => loaded.GetName().Name == name.Name) || !File.Exists(beside)
                ? null
                : LoadFromAssemblyPath(beside);
        }
    }
}
