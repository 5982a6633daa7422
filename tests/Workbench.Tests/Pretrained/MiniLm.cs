using System.Text.RegularExpressions;
using Workbench.Data;
using Workbench.Pretrained;

namespace Workbench.Tests.PretrainedTests;

/// <summary>The pretrained model in the user's cache, and sentences of corpora.</summary>
internal static partial class MiniLm
{
    private static readonly Lazy<string> Fetched = new(() => PretrainedCache.OfUser().Get(PretrainedModel.Named("minilm")));

    private static readonly Lazy<IReadOnlyList<string>> All = new(() =>
    {
        var catalogue = new Catalogue(Path.Combine(XdgFolders.FromEnvironment().Cache, "data"));
        return
        [
            .. new[] { "sotu", "moby-dick" }.SelectMany(name =>
            {
                // From all over the corpus, short and long ones.
                var sentences = catalogue
                    .Get(catalogue.Entry(name))
                    .Documents.SelectMany(document => Ends().Split(document.Text))
                    .Where(sentence => sentence.Length is > 20 and < 400)
                    .ToList();
                return Enumerable.Range(0, 100).Select(i => sentences[i * (sentences.Count / 100)]);
            }),
        ];
    });

    /// <summary>The folder of the model.</summary>
    public static string Folder => Fetched.Value;

    /// <summary>The ONNX file.</summary>
    public static string OnnxPath => Path.Combine(Folder, "model.onnx");

    /// <summary>200 sentences.</summary>
    public static IReadOnlyList<string> Sentences => All.Value;

    [GeneratedRegex(@"(?<=[.!?])\s+")]
    private static partial Regex Ends();
}
