using System.Reflection;

namespace Workbench.Ablation;

/// <summary>
/// Code that was compiled in this process and has no file: the C# of a notebook cell. Its records that are registered as variants reach
/// worker processes as plug-ins (see <see cref="Plugins.Add"/>).
/// </summary>
/// <param name="Assembly">The compiled assembly.</param>
/// <param name="Source">The source text.</param>
/// <param name="Image">The assembly's bytes.</param>
/// <param name="HashOf"> Hashes a source text by its tokens, ignoring white space and comments. The hash is part of a run's identity.
/// Called lazily by <see cref="Hash"/>.
/// </param>
public sealed record CompiledCode(Assembly Assembly, string Source, ReadOnlyMemory<byte> Image, Func<string, string> HashOf)
{
    private readonly Lazy<string> _hash = new(() => HashOf(Source));

    /// <summary>Hash of the source.</summary>
    public string Hash => _hash.Value;
}
