using System.Reflection;

namespace Workbench.Ablation;

/// <summary>
/// Code that was compiled in this process and lies in no file: the C# of a notebook's cell. Records of it that are registered as variants
/// reach worker processes as plug-ins do (see <see cref="Plugins.Add"/>).
/// </summary>
/// <param name="Assembly">What it became.</param>
/// <param name="Source">Its text.</param>
/// <param name="Image">The assembly's bytes.</param>
/// <param name="HashOf">
/// Makes the identity of a text, which enters that of runs: of its words, without spaces and comments. It is called when a hash is asked
/// for.
/// </param>
public sealed record CompiledCode(Assembly Assembly, string Source, ReadOnlyMemory<byte> Image, Func<string, string> HashOf)
{
    private readonly Lazy<string> _hash = new(() => HashOf(Source));

    /// <summary>The identity of the source.</summary>
    public string Hash => _hash.Value;
}
