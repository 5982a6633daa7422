using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using TorchSharp;

namespace Workbench.Kernels.Runtime;

/// <summary>How libtorch was loaded.</summary>
/// <param name="Folder">Folder of libtorch; empty when the system's loader found it.</param>
/// <param name="Remark">The workaround for loading TorchSharp's native library; empty when none was needed.</param>
public sealed record TorchRuntimeStatus(string Folder, string Remark);

/// <summary>
/// Loads TorchSharp's native library, also on systems with an older libstdc++ than the library was built with (Debian 12, Ubuntu 22.04).
/// libLibTorchSharp.so 0.107 requires the version GLIBCXX_3.4.32, although none of its symbols uses it. If loading fails for this reason,
/// an in-memory copy with the unused version marked as weak is loaded instead; the package's files are not modified.
/// </summary>
/// <remarks>
/// The handler is registered when this assembly or Workbench.dll is first used. A program that calls TorchSharp before anything of the
/// Workbench must call <see cref="Load"/> first.
/// </remarks>
public static partial class TorchRuntime
{
    internal const string Library = "LibTorchSharp";
    private static readonly Lock Gate = new();
    private static nint _handle;
    private static TorchRuntimeStatus? _status;
    private static TorchRuntimeException? _failure;

    /// <summary>Registers the handler, once per process. Has no cost until TorchSharp is needed.</summary>
    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255",
        Justification = "The library must load in every program that uses this assembly, whatever member it calls first."
    )]
    public static void Register()
    {
        if (!OperatingSystem.IsLinux() || AppContext.GetData(nameof(TorchRuntime)) is not null)
            return;
        AppContext.SetData(nameof(TorchRuntime), true);
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name == Library ? LoadLibrary() : 0;
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => LoadWhereOthersMightBeFound(loaded.LoadedAssembly);
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            LoadWhereOthersMightBeFound(assembly);
    }

    // If libtorch is not beside the program, TorchSharp may find a system-wide libtorch by name, and two in one process crash it. Load the
    // right one first.
    private static void LoadWhereOthersMightBeFound(Assembly assembly)
    {
        if (assembly.GetName().Name != nameof(TorchSharp) || TorchFolders.IsBeside("libtorch_cpu.so"))
            return;
        try
        {
            LoadLibrary(mayFetch: false);
        }
        catch (TorchRuntimeException)
        {
            // Load reports the error.
        }
    }

    /// <summary>The NuGet packages with the native libraries, and their versions.</summary>
    public static IReadOnlyDictionary<string, string> Packages =>
        new Dictionary<string, string>
        {
            [nameof(TorchSharp)] = PackageVersion,
            [$"libtorch-cpu-{TorchFolders.Rid}"] = TorchFolders.LibtorchVersion,
        };

    /// <summary>
    /// Additional folders of native libraries, for a program that is installed without libtorch. The argument is true when the libraries
    /// are needed and may be downloaded, false to return only existing folders. Null means no additional folders.
    /// </summary>
    public static Func<bool, IReadOnlyList<string>>? Source { get; set; }

    /// <summary>How libtorch was loaded; null before TorchSharp's native library was needed, and where the system's loader handles
    /// it.</summary>
    public static TorchRuntimeStatus? Status => Volatile.Read(ref _status);

    /// <summary>Loads libtorch and TorchSharp's native library, unless they are already loaded.</summary>
    /// <exception cref="TorchRuntimeException">The libraries cannot be loaded; the message contains the cause and the next
    /// step.</exception>
    public static void Load()
    {
        Register();
        // Load before TorchSharp tries to: after a failure it copies all native libraries of the packages (half a gigabyte) and retries.
        if (OperatingSystem.IsLinux())
            LoadLibrary();
        try
        {
            torch.empty(0).Dispose();
        }
        catch (Exception failed) when (failed is TypeInitializationException or NotSupportedException or DllNotFoundException)
        {
            throw new TorchRuntimeException(
                $"TorchSharp's native library does not load: {(failed.InnerException ?? failed).Message.Split('\n')[0]}. "
                    + $"Restore the packages TorchSharp {PackageVersion} and libtorch-cpu-{TorchFolders.Rid} and build again.",
                failed
            );
        }
    }

    /// <summary>Handle of a loaded library of libtorch by its base name ("torch_cpu"); 0 when it is not found.</summary>
    internal static nint LibraryOf(string name)
    {
        Load();
        var file =
            OperatingSystem.IsWindows() ? $"{name}.dll"
            : OperatingSystem.IsMacOS() ? $"lib{name}.dylib"
            : $"lib{name}.so";
        return TorchFolders.Find(file) is { } path && NativeLibrary.TryLoad(path, out var handle) ? handle : 0;
    }

    private static string PackageVersion => typeof(torch).Assembly.GetName().Version?.ToString(3) ?? "";

    // An exception from the handler would be wrapped in a TypeInitializationException of TorchSharp. Store it, so that Load throws the
    // original one. Do not store a failure without permission to download, because the next attempt may download.
    private static nint LoadLibrary(bool mayFetch = true)
    {
        lock (Gate)
        {
            if (_handle != 0)
                return _handle;
            if (_failure is not null)
                throw _failure;
            try
            {
                return _handle = LoadFrom(TorchFolders.Find($"lib{Library}.so", mayFetch), TorchFolders.Find("libtorch_cpu.so", mayFetch));
            }
            catch (TorchRuntimeException failure)
            {
                if (mayFetch)
                    _failure = failure;
                throw;
            }
        }
    }

    private static nint LoadFrom(string? library, string? torchCpu)
    {
        if (library is null)
            throw new TorchRuntimeException(
                $"lib{Library}.so is not beside the program: the package TorchSharp {PackageVersion} was not restored. Restore it "
                    + $"(it needs a package source) and build again."
            );
        if (torchCpu is null)
            throw new TorchRuntimeException(
                $"libtorch_cpu.so is not beside the program: the package libtorch-cpu-{TorchFolders.Rid} was not restored. "
                    + $"Restore it (it needs a package source) and build again."
            );
        var folder = Path.GetDirectoryName(torchCpu)!;
        TensorMemory.Keep();
        // In dependency order, because loaded libraries are found by name.
        foreach (var file in TorchFolders.LoadOrder)
        {
            var path = Path.Combine(folder, file);
            if (File.Exists(path))
                LoadOrExplain(path);
        }
        try
        {
            var handle = NativeLibrary.Load(library);
            _status = new TorchRuntimeStatus(folder, "");
            return handle;
        }
        catch (DllNotFoundException refused) when (MissingVersion(refused.Message) is { } version)
        {
            var image = File.ReadAllBytes(library);
            if (!ElfVersions.MakeUnusedVersionWeak(image, version))
                throw Explained(library, refused);
            _status = new TorchRuntimeStatus(
                folder,
                $"lib{Library}.so names {version}, which this system's libstdc++ lacks and none of its symbols needs: a copy in "
                    + $"memory without that demand is loaded"
            );
            return LoadOrExplain(MemoryFile.Write($"lib{Library}.so", image), library);
        }
        catch (DllNotFoundException refused)
        {
            throw Explained(library, refused);
        }
    }

    private static nint LoadOrExplain(string path, string? named = null)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException refused)
        {
            throw Explained(named ?? path, refused);
        }
    }

    /// <summary>The exception for a library that the system's loader rejected.</summary>
    internal static TorchRuntimeException Explained(string library, Exception refused)
    {
        var remedy =
            MissingVersion(refused.Message) is { } version
                ? $"this system's "
                    + $"{(version.StartsWith("GLIBC_", StringComparison.Ordinal) ? "C library (glibc)" : "C++ library (libstdc++)")} is "
                    + $"older than {version}: "
                    + "use Debian 12, Ubuntu 22.04 or later, or install a newer one (Debian: apt-get install libstdc++6 of a later release)"
            : MissingFile(refused.Message) is { } file ? $"install the library {file}"
            : "restore the packages TorchSharp and libtorch again and rebuild";
        return new TorchRuntimeException($"{library} does not load: {Cause(refused.Message)}. Next step: {remedy}.", refused);
    }

    // .NET's message lists every place searched; extract the loader's own line.
    private static string Cause(string message) =>
        message
            .Split('\n')
            .FirstOrDefault(line =>
                line.Contains("not found", StringComparison.Ordinal) || line.Contains("cannot open", StringComparison.Ordinal)
            )
            ?.Trim()
        ?? message.Split('\n')[0].Trim();

    /// <summary>The missing symbol version in a loader's message; null when there is none.</summary>
    internal static string? MissingVersion(string message) =>
        VersionPattern().Match(message) is { Success: true } found ? found.Groups[1].Value : null;

    private static string? MissingFile(string message) =>
        FilePattern().Match(message) is { Success: true } found ? found.Groups[1].Value : null;

    [GeneratedRegex("version [`']((?:GLIBCXX|CXXABI|GLIBC)_[0-9.]+)' not found")]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"(\S+\.so[.0-9]*): cannot open shared object file")]
    private static partial Regex FilePattern();
}
