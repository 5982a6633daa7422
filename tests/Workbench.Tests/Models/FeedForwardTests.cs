using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.FeedForward;

namespace Workbench.Tests.ModelTests;

public sealed class FeedForwardTests
{
    [Theory]
    [InlineData(32, "swiglu", true)]
    [InlineData(128, "geglu", true)]
    [InlineData(128, "glu", false)]
    [InlineData(384, "reglu", false)]
    [InlineData(1024, "bilinear", true)]
    public void The_gated_form_has_the_parameters_of_the_plain_one(int width, string gated, bool bias)
    {
        var model = new TransformerConfig { Width = width, Bias = bias };
        var variant = Variants.Parse<FeedForwardConfig>(gated);
        Assert.InRange(variant.ParameterCount(model) / (double)new ReluFeedForward().ParameterCount(model), 0.995, 1.005);
        Assert.InRange(variant.InnerWidth(width) / (8.0 * width / 3), 0.95, 1.05);
    }

    [Fact]
    public void The_multiple_sets_the_inner_width() =>
        Assert.Equal(24, Variants.Parse<FeedForwardConfig>("gelu:multiple=1.5").InnerWidth(16));
}
