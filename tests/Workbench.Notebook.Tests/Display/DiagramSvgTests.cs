using System.Xml.Linq;
using Workbench.Notebook.Display;
using Workbench.Operations;

namespace Workbench.Notebook.Tests.Display;

/// <summary>The drawing of a block diagram: well-formed, named for readers of screens, and in the colours of the page.</summary>
public sealed class DiagramSvgTests
{
    [Theory]
    [InlineData("tiny-gpt")]
    [InlineData("original")]
    [InlineData("bert")]
    [InlineData("t5", "placement=parallel")]
    [InlineData("tiny-gpt", "architecture=encoder-rnn", "placement=sandwich")]
    [InlineData("tiny-gpt", "architecture=prefix-lm", "placement=post")]
    public async Task Every_box_is_inside_the_drawing_and_no_two_overlap(string preset, params string[] settings)
    {
        using var shell = new Shell();
        var model = await new DescribeModel(shell.HostEnvironment).RunAsync(
            new(preset, settings, null, null, null, null, false, []) { Diagram = true },
            new Told(),
            TestContext.Current.CancellationToken
        );
        var svg = XElement.Parse(DiagramSvg.Of(model.Diagram!).Text).Elements().Single();
        XName Svg(string name) => XName.Get(name, "http://www.w3.org/2000/svg");
        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.StartsWith("Block diagram: ", svg.Element(Svg("title"))!.Value);
        Assert.Contains($"{model.Model.Layers} blocks, each of ", svg.Element(Svg("desc"))!.Value);
        double Number(XElement element, string name) =>
            double.Parse(element.Attribute(name)!.Value, System.Globalization.CultureInfo.InvariantCulture);
        var size = svg.Attribute("viewBox")!.Value.Split(' ');
        var boxes = svg.Elements(Svg("rect"))
            .Where(one => one.Attribute("stroke-dasharray") is null)
            .Select(one => (X: Number(one, "x"), Y: Number(one, "y"), Width: Number(one, "width"), Height: Number(one, "height")))
            .ToList();
        var expected = model.Diagram!.Stacks.Sum(stack =>
            stack.Before.Concat(stack.Block).Concat(stack.After).Sum(step => step.Rows.Sum(row => row.Count))
        );
        Assert.Equal(expected, boxes.Count);
        Assert.All(
            boxes,
            box =>
            {
                Assert.InRange(box.X + box.Width, 0, double.Parse(size[2], System.Globalization.CultureInfo.InvariantCulture));
                Assert.InRange(box.Y + box.Height, 0, double.Parse(size[3], System.Globalization.CultureInfo.InvariantCulture));
                Assert.Single(
                    boxes,
                    other =>
                        box.X < other.X + other.Width
                        && other.X < box.X + box.Width
                        && box.Y < other.Y + other.Height
                        && other.Y < box.Y + box.Height
                );
            }
        );
        // Text and lines in the page's own colour.
        Assert.All(svg.Elements(Svg("text")), text => Assert.Equal("currentColor", text.Attribute("fill")!.Value));
        Assert.Contains("<svg", Formatting.BundleOf(model).Text("text/html"));
        Assert.Contains("x block", Formatting.BundleOf(model).Text("text/plain"));
    }
}
