using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using Workbench.Configuration;

namespace Workbench.Ablation;

/// <summary>Loads assemblies whose config records are variants like ours (see <see cref="WorkbenchPluginAttribute"/>).</summary>
public static class Plugins
{
    private static readonly ConcurrentDictionary<string, Assembly> Loaded = new();

    /// <summary>Loads plug-ins and registers their variants; one that is loaded already is registered again, so that the last one named wins.</summary>
    /// <param name="paths">Paths of .dll files; what they depend on is looked for beside them.</param>
    /// <exception cref="InvalidInputException">Every fault of every file: missing, not an assembly, names no variant, names a wrong one.</exception>
    public static void Load(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var faults = new List<Fault>();
        foreach (var path in paths)
        {
            try
            {
                Load(Path.GetFullPath(path));
            }
            catch (InvalidInputException invalid)
            {
                faults.AddRange(invalid.Faults);
            }
        }
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
    }

    private static void Load(string path)
    {
        byte[] image;
        try
        {
            image = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException([new("a plug-in is a readable .dll file", path, null, "Check the path of --plugin.")], error);
        }
        var hash = Convert.ToHexStringLower(SHA256.HashData(image));
        Assembly assembly;
        try
        {
            assembly = Loaded.GetOrAdd(hash, _ => new Context(path).LoadFromStream(new MemoryStream(image)));
        }
        catch (Exception error) when (error is BadImageFormatException or FileLoadException)
        {
            throw new InvalidInputException([new("a plug-in is a .NET assembly", path, null, "Build it with: dotnet build")], error);
        }
        WorkbenchPluginAttribute[] variants;
        try
        {
            variants = [.. assembly.GetCustomAttributes<WorkbenchPluginAttribute>()];
        }
        catch (Exception error) when (error is TypeLoadException or FileNotFoundException or FileLoadException)
        {
            throw new InvalidInputException([new($"a plug-in's types must load: {error.Message}", path, null, "Build it against this version of the Workbench, and put what it depends on beside it.")], error);
        }
        if (variants.Length == 0)
            throw new InvalidInputException("a plug-in names its variants", path, null, "Add to its source: [assembly: WorkbenchPlugin(typeof(MyPosition), \"mine\")]");
        foreach (var variant in variants)
            Variants.Register(variant.Variant, variant.Name);
    }

    /// <summary>
    /// The code that a config takes from plug-ins, for its identity: the assemblies' hashes, joined by "+"; empty when all of its variants are ours.
    /// </summary>
    public static string CodeOf(object config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var assemblies = new HashSet<Assembly>();
        Collect(config, assemblies);
        return string.Join('+', Loaded.Where(pair => assemblies.Contains(pair.Value)).Select(pair => pair.Key).Order(StringComparer.Ordinal));
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

    /// <summary>A plug-in's own dependencies come from its folder; the Workbench and what it uses come from this program.</summary>
    private sealed class Context(string path) : AssemblyLoadContext(Path.GetFileName(path))
    {
        protected override Assembly? Load(AssemblyName name)
        {
            var beside = Path.Combine(Path.GetDirectoryName(path)!, name.Name + ".dll");
            return Default.Assemblies.Any(loaded => loaded.GetName().Name == name.Name) || !File.Exists(beside) ? null : LoadFromAssemblyPath(beside);
        }
    }
}
