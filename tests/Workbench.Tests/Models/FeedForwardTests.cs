using Workbench.Configuration;
using Workbench.Models.FeedForward;

namespace Workbench.Tests.ModelTests;

public sealed class FeedForwardTests
{
    [Theory]
    [InlineData(32)]
    [InlineData(128)]
    [InlineData(384)]
    [InlineData(1024)]
    public void The_gated_form_has_the_parameters_of_the_plain_one(int width)
    {
        var plain = new ReluFeedForward().ParameterCount(width);
        var gated = new SwiGluFeedForward().ParameterCount(width);
        Assert.InRange(gated / (double)plain, 0.995, 1.005);
        Assert.InRange(new SwiGluFeedForward().InnerWidth(width) / (8.0 * width / 3), 0.95, 1.05);
    }

    [Fact]
    public void The_multiple_sets_the_inner_width() =>
        Assert.Equal(24, Variants.Parse<FeedForwardConfig>("gelu:multiple=1.5").InnerWidth(16));
}
