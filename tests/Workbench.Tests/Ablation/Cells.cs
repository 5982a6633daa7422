using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Workbench.Ablation;
using Workbench.Notebook.Scripting;

namespace Workbench.Tests.Ablation;

/// <summary>
/// Cells of a notebook, as far as ablation sees them: submissions that build on one another, each with its image. A new one is a new
/// kernel.
/// </summary>
internal sealed class Cells
{
    private static readonly ScriptOptions Options = ScriptOptions
        .Default.AddReferences(
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path))
        )
        .AddImports(
            "System",
            "System.Linq",
            "System.Collections.Generic",
            "Workbench.Configuration",
            "Workbench.Models",
            "Workbench.Models.Positions",
            "Workbench.Models.Norms",
            "TorchSharp"
        )
        .AddImports("TorchSharp.torch");

    private readonly AssemblyLoadContext _context = new("cells");
    private Script<object>? _last;

    public Cells() => _context.Resolving += (_, name) => _context.Assemblies.FirstOrDefault(one => one.GetName().Name == name.Name);

    /// <summary>Compiles a cell and makes it known; it is not run.</summary>
    /// <returns>Its types.</returns>
    public IReadOnlyList<Type> Add(string source)
    {
        _last = _last is null ? CSharpScript.Create<object>(source, Options) : _last.ContinueWith<object>(source);
        using var image = new MemoryStream();
        var made = _last.GetCompilation().Emit(image);
        Assert.True(made.Success, string.Join('\n', made.Diagnostics));
        image.Position = 0;
        var assembly = _context.LoadFromStream(image);
        Plugins.Add(new CompiledCode(assembly, source, image.ToArray(), SourceHash.Of));
        return assembly.GetTypes();
    }

    /// <summary>Adds a cell and registers its one record as a variant.</summary>
    public Type Register(string source, string name)
    {
        var record = Add(source).Single(type => type.IsNested && Workbench.Configuration.Variants.FindFamily(type) is not null);
        Workbench.Configuration.Variants.Register(record, name);
        return record;
    }
}
