using System.Collections.Concurrent;
using System.Reflection;
using Workbench.Configuration;

namespace Workbench.Ablation;

/// <summary>
/// The code of variants that were registered at run time: an assembly and its transitive references that do not belong to the program.
/// </summary>
/// <param name="Root">The assembly with the variants.</param>
/// <param name="Parts">The assemblies in dependency order; the root is last.</param>
/// <param name="Hash">Hash of the sources (cells) and images (files); part of the identity of runs.</param>
internal sealed record PluginCode(Assembly Root, IReadOnlyList<PluginPart> Parts, string Hash)
{
    /// <summary>Names of the assemblies that every Workbench process has: its own and its dependencies.</summary>
    private static readonly HashSet<string> Everywhere = [.. OfTheProgram()];

    /// <summary>Whether the assembly belongs to the program, so that workers have it already.</summary>
    public static bool IsTheProgram(Assembly assembly) => Everywhere.Contains(assembly.GetName().Name!);

    /// <summary>Collects an assembly and its references.</summary>
    /// <exception cref="InvalidInputException">The code cannot be sent to other processes: an assembly has no file, or a cell has mutable
    /// static state.</exception>
    public static PluginCode Of(Assembly root, IReadOnlyDictionary<string, CompiledCode> compiled)
    {
        var parts = new List<PluginPart>();
        Visit(root, compiled, [], parts);
        if (parts.SelectMany(StateOf).ToList() is { Count: > 0 } state)
            throw new InvalidInputException(state);
        var content = string.Join('\n', parts.Select(part => part.Hash));
        return new(root, parts, Sha256.Of(content));
    }

    private static void Visit(
        Assembly assembly,
        IReadOnlyDictionary<string, CompiledCode> compiled,
        HashSet<string> seen,
        List<PluginPart> parts
    )
    {
        var name = assembly.GetName().Name!;
        if (!seen.Add(name))
            return;
        foreach (var reference in assembly.GetReferencedAssemblies().OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            if (!Everywhere.Contains(reference.Name!) && Find(reference.Name!, compiled) is { } found)
                Visit(found, compiled, seen, parts);
        }
        parts.Add(compiled.TryGetValue(name, out var code) ? new(name, assembly, code.Source, code.Image, code.Hash) : FromFile(assembly));
    }

    private static Assembly? Find(string name, IReadOnlyDictionary<string, CompiledCode> compiled) =>
        compiled.TryGetValue(name, out var code)
            ? code.Assembly
            : AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(one => one.GetName().Name == name);

    private static PluginPart FromFile(Assembly assembly)
    {
        if (assembly.IsDynamic || assembly.Location.Length == 0 || !File.Exists(assembly.Location))
        {
            throw new InvalidInputException(
                "the code of a variant must reach worker processes, and this assembly has no file",
                assembly.GetName().Name,
                null,
                "Write the record in a notebook cell, or build it as a plug-in and load that with #r or --plugin."
            );
        }
        var image = File.ReadAllBytes(assembly.Location);
        return new(assembly.GetName().Name!, assembly, null, image, Sha256.Of(image));
    }

    /// <summary>
    /// Faults for mutable static fields of a cell: another process initialises them again, so assigned values would be lost silently. (The
    /// compiler rejects a record that uses a cell's other variables.)
    /// </summary>
    private static IEnumerable<Fault> StateOf(PluginPart part) =>
        from type in part.Source is null ? [] : part.Assembly.GetTypes()
        // Roslyn's class for the variables of a cell.
        where type.GetMethod("<Initialize>", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic) is not null
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where !field.IsInitOnly && !field.IsLiteral && !field.Name.StartsWith('<')
        select new Fault(
            "a variant's cell, and the cells that it uses, must not have mutable variables: a worker process gets their code, "
                + "not their state",
            $"static {field.FieldType.Name} {field.Name}",
            "const, static readonly, or a property of the record",
            $"Make {field.Name} a property of the record: position=mine:{Names.Field(field.Name)}=… sets it, and it is part of "
                + $"the run's identity."
        );

    private static IEnumerable<string> OfTheProgram()
    {
        var trusted = (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries
        );
        // A host program that loads the Workbench as a library may keep the Workbench and its dependencies in a separate folder.
        var own = Path.GetDirectoryName(typeof(PluginCode).Assembly.Location) is { Length: > 0 } folder
            ? Directory.EnumerateFiles(folder, "*.dll")
            : [];
        return trusted.Concat(own).Select(path => Path.GetFileNameWithoutExtension(path));
    }
}

/// <summary>One assembly of a plug-in.</summary>
/// <param name="Name">The assembly's simple name.</param>
/// <param name="Assembly">The loaded assembly.</param>
/// <param name="Source">The cell's text; null for a file.</param>
/// <param name="Image">The assembly's bytes.</param>
/// <param name="Hash">Hash of the source, or of the bytes of a file.</param>
internal sealed record PluginPart(string Name, Assembly Assembly, string? Source, ReadOnlyMemory<byte> Image, string Hash);
