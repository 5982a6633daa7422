using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Workbench.Notebook.Scripting;

/// <summary>
/// The load context of a session's cells and the assemblies that they reference. Assemblies of the Workbench are shared with the default
/// context.
/// </summary>
internal sealed class SessionAssemblies() : AssemblyLoadContext("cells")
{
    private readonly ConcurrentDictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _native = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Registers the path of an assembly, to load it on demand.</summary>
    internal void Know(string path) => _files[Path.GetFileNameWithoutExtension(path)] = path;

    /// <summary>Registers the path of a native library, to load it on demand.</summary>
    internal void KnowNative(string path) => _native[Path.GetFileName(path)] = path;

    /// <summary>Whether any assembly contains a custom autograd function.</summary>
    internal bool HaveAutogradFunctions() =>
        Assemblies
            .SelectMany(Types)
            .Any(static type =>
                Bases(type).Any(static one => one.FullName?.StartsWith("TorchSharp.torch+autograd+", StringComparison.Ordinal) == true)
            );

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // Never load a second copy of an assembly of the Workbench: its types would be different types.
        if (assemblyName.Name is not { } name || !_files.TryGetValue(name, out var path) || IsShared(assemblyName))
            return null;
        return LoadFromAssemblyPath(path);
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        foreach (
            var name in (string[])
                [
                    unmanagedDllName,
                    $"lib{unmanagedDllName}.so",
                    $"{unmanagedDllName}.so",
                    $"lib{unmanagedDllName}.dylib",
                    $"{unmanagedDllName}.dll",
                ]
        )
            if (_native.TryGetValue(name, out var path))
                return LoadUnmanagedDllFromPath(path);
        return 0;
    }

    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>();
        }
    }

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var one = type.BaseType; one is not null; one = one.BaseType)
            yield return one;
    }

    private static bool IsShared(AssemblyName name)
    {
        try
        {
            return Default.LoadFromAssemblyName(name) is not null;
        }
        catch (Exception missing) when (missing is FileNotFoundException or FileLoadException)
        {
            return false;
        }
    }
}
