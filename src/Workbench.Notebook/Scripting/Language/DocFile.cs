using System.Diagnostics.CodeAnalysis;
using System.IO.MemoryMappedFiles;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// Reads XML documentation files of assemblies. Searches for a member's bytes and parses only that member, because the framework's files
/// have tens of megabytes. Caches nothing.
/// </summary>
internal static class DocFile
{
    private static readonly byte[] End = "</member>"u8.ToArray();

    /// <summary>The documentation of a member; null without documentation.</summary>
    /// <param name="assembly">The assembly's file.</param>
    /// <param name="id">The documentation id of the member: "M:System.String.Trim".</param>
    public static XElement? Find(string assembly, string id)
    {
        foreach (var file in Beside(assembly))
        {
            if (Read(file, id) is { } found)
                return found;
        }
        return null;
    }

    /// <summary>
    /// The file with the assembly's name; for an assembly of the shared framework, the files of the reference pack, whose types may be in
    /// other assemblies.
    /// </summary>
    private static IEnumerable<string> Beside(string assembly)
    {
        var own = Path.ChangeExtension(assembly, ".xml");
        if (File.Exists(own))
            return [own];
        // ROOT/shared/NAME/VERSION/x.dll -> ROOT/packs/NAME.Ref/VERSION/ref/netX.Y/*.xml, which come with an SDK.
        var version = new DirectoryInfo(Path.GetDirectoryName(assembly)!);
        if (version.Parent is not { Parent: { Name: "shared", Parent: { } root } } framework)
            return [];
        var pack = new DirectoryInfo(Path.Combine(root.FullName, "packs", $"{framework.Name}.Ref"));
        if (!pack.Exists)
            return [];
        var folder = pack.EnumerateDirectories()
            .Where(one => one.Name.Split('.')[0] == version.Name.Split('.')[0])
            .OrderByDescending(one => System.Version.TryParse(one.Name, out var number) ? number : new())
            .SelectMany(one => one.EnumerateDirectories("ref/*"))
            .FirstOrDefault();
        if (folder is null)
            return [];
        var name = Path.GetFileName(own);
        return folder
            .EnumerateFiles("*.xml")
            .OrderByDescending(file => file.Name == name)
            .ThenByDescending(file => file.Name == "System.Runtime.xml")
            .Select(file => file.FullName);
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The stream is disposed by the map.")]
    private static unsafe XElement? Read(string file, string id)
    {
        try
        {
            using var stream = File.OpenRead(file);
            if (stream.Length is 0 or > int.MaxValue)
                return null;
            using var map = MemoryMappedFile.CreateFromFile(
                stream,
                null,
                0,
                MemoryMappedFileAccess.Read,
                HandleInheritability.None,
                leaveOpen: true
            );
            using var view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            byte* pointer = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
            try
            {
                var bytes = new ReadOnlySpan<byte>(pointer, (int)stream.Length);
                var start = bytes.IndexOf(Encoding.UTF8.GetBytes($"<member name=\"{id}\">"));
                if (start < 0)
                    return null;
                var length = bytes[start..].IndexOf(End);
                return length < 0
                    ? null
                    : XElement.Parse(Encoding.UTF8.GetString(bytes.Slice(start, length + End.Length)), LoadOptions.PreserveWhitespace);
            }
            finally
            {
                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or XmlException)
        {
            return null;
        }
    }
}
