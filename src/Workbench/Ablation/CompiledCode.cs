using System.Reflection;

namespace Workbench.Ablation;

/// <summary>
/// Code that was compiled in this process and lies in no file: the C# of a notebook's cell. Records of it that are registered as variants
/// reach worker processes as plug-ins do (see <see cref="Plugins.Add"/>).
/// </summary>
/// <param name="Assembly">What it became.</param>
/// <param name="Source">Its text.</param>
/// <param name="Image">The assembly's bytes.</param>
/// <param name="Hash">Its identity, which enters that of runs: of the source's words, without spaces and comments.</param>
public sealed record CompiledCode(Assembly Assembly, string Source, ReadOnlyMemory<byte> Image, string Hash);
