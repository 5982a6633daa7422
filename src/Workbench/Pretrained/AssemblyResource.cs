using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Workbench.Pretrained;

/// <summary>Reads a resource out of an assembly's file. The assembly is never loaded, so nothing of it runs.</summary>
internal static class AssemblyResource
{
    /// <summary>Writes a resource to a file.</summary>
    /// <exception cref="InvalidDataException">The file is no assembly, or has no such resource.</exception>
    public static unsafe void Extract(string assembly, string resource, string file)
    {
        try
        {
            using var stream = File.OpenRead(assembly);
            using var image = new PEReader(stream);
            var metadata = image.GetMetadataReader();
            var found = metadata
                .ManifestResources.Select(handle => metadata.GetManifestResource(handle))
                .Where(one => one.Implementation.IsNil && metadata.GetString(one.Name) == resource)
                .ToList();
            if (found is not [var only])
                throw new InvalidDataException($"the assembly has no resource {resource}");
            var section = image.GetSectionData(image.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);
            // Four bytes of length, then the content.
            var reader = section.GetReader(checked((int)only.Offset), section.Length - checked((int)only.Offset));
            var length = reader.ReadInt32();
            if (length < 0 || length > reader.RemainingBytes)
                throw new InvalidDataException($"the resource {resource} is cut off");
            using var content = new UnmanagedMemoryStream(reader.CurrentPointer, length);
            using var output = File.Create(file);
            content.CopyTo(output);
        }
        catch (Exception broken)
            when (broken is BadImageFormatException or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"the assembly cannot be read: {broken.Message}", broken);
        }
    }
}
