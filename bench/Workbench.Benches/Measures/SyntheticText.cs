using System.Text;
using Workbench.Kernels;

namespace Workbench.Benches.Measures;

/// <summary>A text of different characters without meaning: throughput does not depend on it.</summary>
internal static class SyntheticText
{
    // So many characters without a gap in Unicode are Chinese.
    private const char First = '\u4e00';

    /// <summary>Writes a text that has each character at least once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">Different characters, at most 20,000.</param>
    public static void Write(string path, int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
            text.Append((char)(First + i));
        for (var i = 0; i < 200_000; i++)
            text.Append((char)(First + Philox.Below(RandomStream.Named(0, "bench"), (ulong)i, count)));
        File.WriteAllText(path, text.ToString());
    }
}
