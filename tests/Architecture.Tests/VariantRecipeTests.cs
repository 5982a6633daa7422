using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TorchSharp;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Norms;

namespace Workbench.Architecture.Tests;

/// <summary>The recipe for a variant in docs/variants.md is compiled, loaded as a plug-in, and used. It is the sample's.</summary>
public class VariantRecipeTests
{
    [Fact]
    public void The_recipe_makes_a_variant()
    {
        var source = Regex.Match(Clone.Read("docs", "variants.md"), "```csharp\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        Assert.Contains("WorkbenchPlugin", source);
        Assert.Equal(Clone.Read("samples", "plugin", "MeanAbsNorm.cs"), source);
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var folder = Directory.CreateTempSubdirectory("workbench-recipe-");
        try
        {
            var dll = Path.Combine(folder.FullName, "my-norm.dll");
            var compilation = CSharpCompilation.Create(
                "my-norm",
                [CSharpSyntaxTree.ParseText(source)],
                assemblies,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            );
            var emitted = compilation.Emit(dll);
            Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));

            Plugins.Load([dll]);
            var norm = Variants.Parse<NormConfig>("meanabs:epsilon=1e-4");
            var config = new TransformerConfig
            {
                Layers = 1,
                Width = 8,
                HeadCount = 2,
                Context = 4,
                Vocabulary = 5,
                Norm = norm,
            };
            using var scope = torch.NewDisposeScope();
            using var model = config.Build(torch.CPU, torch.ScalarType.Float32, 1);
            var logits = model.forward(torch.tensor(new long[] { 0, 1, 2, 3 }).reshape(1, 4));
            Assert.Equal([1, 4, 5], logits.shape);
            Assert.True(logits.isfinite().all().item<bool>());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
