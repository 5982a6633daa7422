using System.Text.Json;
using Workbench.Models.Contracts;
using Workbench.Operations;

namespace Workbench.Tests.Operations;

/// <summary>Block diagrams: their boxes add up to the model, and their text has the order of the blocks.</summary>
public sealed class ModelDiagramTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void The_boxes_add_up_to_the_model_for_every_variant() =>
        Assert.All(
            ContractSpace.Ours.Choices(),
            choices =>
            {
                var config = ContractSpace.Ours.At(choices);
                var diagram = new DiagramBuilder(config, 9, 4).Of(ModelTree.Of(config));
                var boxes = (
                    from stack in diagram.Stacks
                    from part in new[] { (stack.Before, 1), (stack.Block, stack.Blocks), (stack.After, 1) }
                    from step in part.Item1
                    from row in step.Rows
                    from box in row
                    select (Box: box, Count: part.Item2)
                ).ToList();
                Assert.Equal(config.ParameterCount(), boxes.Sum(one => one.Box.Parameters * one.Count));
                Assert.Equal(config.FlopsPerToken(9), boxes.Sum(one => one.Box.FlopsPerToken * one.Count), 1e-6);
                Assert.Equal(config.StateBytes(9), boxes.Sum(one => one.Box.StateBytes * one.Count));
                Assert.Equal(config.Architecture.HasEncoder, boxes.Any(one => one.Box.ReadsSource));
            }
        );

    [Theory]
    [InlineData("pre", "┌,norm,attention,└,┌,norm,feed-forward,└")]
    [InlineData("post", "┌,attention,└,norm,┌,feed-forward,└,norm")]
    [InlineData("sandwich", "┌,norm,attention,norm,└,┌,norm,feed-forward,norm,└")]
    [InlineData("parallel", "┌,norm,attention,feed-forward,└")]
    public async Task The_text_has_the_order_of_a_block(string placement, string expected)
    {
        var outcome = await _shell.Run("model", "tiny-gpt", $"placement={placement}", "--diagram");
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Error));
        var lines = outcome
            .Out.Split('\n')
            .Select(line => line.TrimStart())
            .SkipWhile(line => !line.StartsWith("4 x block", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith('│'));
        Assert.Equal(
            expected.Split(','),
            lines.Select(line => line.TrimStart(' ', '│', '↓', '∥').Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])
        );
    }

    [Fact]
    public async Task Two_stacks_are_joined_where_the_decoder_reads_the_source()
    {
        var outcome = await _shell.Run("model", "original-base", "--diagram", "--json");
        var stacks = JsonDocument.Parse(outcome.Out).RootElement.GetProperty("diagram").GetProperty("stacks");
        Assert.Equal(["encoder", "decoder"], stacks.EnumerateArray().Select(stack => stack.GetProperty("name").GetString()));
        var text = (await _shell.Run("model", "original-base", "position=rope", "--diagram")).Out;
        Assert.Contains("attention to the source (reads the encoder)", text);
        Assert.Contains("in the attention of every block", text);
        Assert.Contains("→ memory [B, S, 512]", text);
        Assert.DoesNotContain("ModuleList", text);
        var encoder = (await _shell.Run("model", "bert", "--diagram")).Out;
        Assert.Contains("encoder: tokens [B, T]", encoder);
    }
}
