using Workbench.Operations;

namespace Workbench.Tests.Operations;

public class DurationsTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("10m", 600)]
    [InlineData("1h30m", 5400)]
    [InlineData("0.5h", 1800)]
    [InlineData("7d", 604800)]
    public void Durations_are_read(string text, double seconds) => Assert.Equal(seconds, Durations.Parse(text, "--budget").TotalSeconds);

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("m")]
    [InlineData("0s")]
    [InlineData("10 m")]
    [InlineData("-5m")]
    [InlineData("99999999999d")]
    [InlineData("9999d9999d")]
    public void Others_are_refused(string text)
    {
        var error = Assert.Throws<InvalidInputException>(() => Durations.Parse(text, "--budget"));
        Assert.Equal(
            $"--budget: must be a duration above zero (got {text}); allowed: a number and a unit, such as 90s, 10m, 1h30m, 7d",
            error.Message
        );
    }

    [Theory]
    [InlineData(40, "40 s")]
    [InlineData(200, "3 min")]
    [InlineData(3900, "65 min")]
    [InlineData(7500, "2 h 5 min")]
    public void They_are_written_short(double seconds, string text) => Assert.Equal(text, Durations.Short(TimeSpan.FromSeconds(seconds)));
}
