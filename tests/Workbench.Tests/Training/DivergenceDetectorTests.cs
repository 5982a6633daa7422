using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class DivergenceDetectorTests
{
    [Fact]
    public void A_loss_that_is_no_number_is_named_with_its_step()
    {
        var detector = new DivergenceDetector(3, 10);
        Assert.Null(detector.Observe(1, 2, 1));
        Assert.Equal("the loss of step 2 is NaN", detector.Observe(2, double.NaN, 1));
        Assert.Equal("the gradient's norm of step 3 is Infinity", detector.Observe(3, 2, double.PositiveInfinity));
    }

    [Fact]
    public void One_bad_batch_is_no_divergence_but_ten_are()
    {
        var detector = new DivergenceDetector(3, 10);
        for (var step = 1; step <= 20; step++)
            Assert.Null(detector.Observe(step, step == 15 ? 40 : 2, 1));
        var said = Enumerable.Range(21, 10).Select(step => detector.Observe(step, 9, 1)).OfType<string>().First();
        Assert.Matches(@"^the mean loss of the 10 steps to \d+ is .*, more than 3 times where it started \(2\.303\)$", said);
    }

    [Fact]
    public void It_goes_on_from_what_was_saved()
    {
        var whole = new DivergenceDetector(3, 10);
        for (var step = 1; step <= 12; step++)
            whole.Observe(step, 2 + (step / 10.0), 1);
        var resumed = new DivergenceDetector(3, 10);
        resumed.Restore(whole.FirstLoss, whole.Recent);
        for (var step = 13; step <= 40; step++)
            Assert.Equal(whole.Observe(step, step, 1), resumed.Observe(step, step, 1));
    }

    [Fact]
    public void The_last_validation_loss_counts_alone()
    {
        var detector = new DivergenceDetector(3, 65);
        Assert.Null(detector.Observe(1, 5, 1));
        Assert.Null(detector.ObserveFinal(1, 15));
        Assert.Equal("the validation loss after step 1 is 15.1, more than 3 times where it started (5)", detector.ObserveFinal(1, 15.1));
        Assert.Equal("the validation loss after step 1 is NaN", detector.ObserveFinal(1, double.NaN));
    }
}
