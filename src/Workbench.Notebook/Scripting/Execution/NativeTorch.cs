using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using Workbench.Kernels;

namespace Workbench.Notebook.Scripting.Execution;

/// <summary>Whether TorchSharp and libtorch are loaded, without loading them.</summary>
internal static class NativeTorch
{
    private static readonly string[] Libraries = ["libtorch", "LibTorchSharp", "torch_cpu"];
    private static volatile bool _loaded;
    private static volatile bool _prepared;

    /// <summary>The assembly TorchSharp; null until it is loaded.</summary>
    internal static Assembly? Managed => AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(one => one.GetName().Name == "TorchSharp");

    /// <summary>Whether libtorch is loaded.</summary>
    internal static bool IsLoaded =>
        _loaded
        || (
            _loaded =
                Managed is not null
                && Modules().Any(path => Libraries.Any(name => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal)))
        );

    /// <summary>
    /// Loads the kernels before code that uses TorchSharp runs for the first time: they keep its numbers alive only where they are
    /// loaded before TorchSharp frees the first one.
    /// </summary>
    /// <param name="image">The assembly of the code that is about to run.</param>
    internal static void Prepare(ImmutableArray<byte> image)
    {
        if (!_prepared && Uses(image))
            Load();
    }

    // By its members: a reference to the assembly alone may come from an import of the session.
    private static bool Uses(ImmutableArray<byte> image)
    {
        using var file = new PEReader(image);
        var metadata = file.GetMetadataReader();
        return metadata
            .MemberReferences.Select(member => metadata.GetMemberReference(member).Parent)
            .Where(parent => parent.Kind == HandleKind.TypeReference)
            .Select(parent => Outermost(metadata.GetTypeReference((TypeReferenceHandle)parent)).ResolutionScope)
            .Any(scope =>
                scope.Kind == HandleKind.AssemblyReference
                && metadata.StringComparer.Equals(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name, nameof(TorchSharp))
            );

        TypeReference Outermost(TypeReference type)
        {
            while (type.ResolutionScope.Kind == HandleKind.TypeReference)
                type = metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
            return type;
        }
    }

    // A separate method, because the JIT loads TorchSharp when it compiles it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Load()
    {
        NativeKernels.Load();
        _prepared = true;
    }

    private static IEnumerable<string> Modules()
    {
        if (OperatingSystem.IsLinux())
            return File.ReadLines("/proc/self/maps")
                .Select(static line => line.IndexOf('/', StringComparison.Ordinal) is var at and >= 0 ? line[at..] : "");
        using var self = Process.GetCurrentProcess();
        return [.. self.Modules.Cast<ProcessModule>().Select(module => module.FileName)];
    }
}
