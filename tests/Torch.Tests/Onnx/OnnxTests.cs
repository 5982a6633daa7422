using TorchSharp;
using static TorchSharp.torch;

namespace Torch.Tests.Onnx;

/// <summary>Our operators give what ONNX's operator cases say (Debian's libonnx-testdata): an oracle that is not PyTorch.</summary>
public sealed class OnnxTests
{
    private const string Folder = "/usr/share/libonnx-testdata/data/node";

    [Fact]
    public void Every_case_that_applies_is_met()
    {
        Assert.True(Directory.Exists(Folder), "The cases are missing (apt-get install libonnx-testdata).");
        var compared = 0;
        var failures = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories(Folder).Order())
            try
            {
                compared += Compare(folder) ? 1 : 0;
            }
            catch (Exception exception)
            {
                failures.Add($"{Path.GetFileName(folder)}: {exception.Message}");
            }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(compared > 350, $"{compared} cases were compared");
    }

    private static bool Compare(string folder)
    {
        using var scope = NewDisposeScope();
        var node = OnnxNode.Read(folder);
        if (node is null || !OnnxOperators.Knows(node.Operator))
            return false;
        if (OnnxOperators.Compute(node) is not { } outputs)
            return false;
        Assert.True(node.Outputs.Length == outputs.Length, $"{outputs.Length} outputs instead of {node.Outputs.Length}");
        for (var k = 0; k < outputs.Length; k++)
        {
            Assert.True(node.Outputs[k].shape.SequenceEqual(outputs[k].shape), $"shape [{string.Join(',', outputs[k].shape)}]");
            Assert.True(outputs[k].to(float64).allclose(node.Outputs[k].to(float64), 1e-3, 1e-6, equal_nan: true),
                $"{outputs[k].npstr()} instead of {node.Outputs[k].npstr()}");
        }
        return true;
    }
}
