using Workbench.Figures;

namespace Workbench.Tests.Figures;

public sealed class ReportTests
{
    [Fact]
    public void Writes_the_page_and_every_figure()
    {
        var folder = Environment.GetEnvironmentVariable("SHOW")!;
        var files = Report.Write(SampleStudy.Data, folder);
        Assert.True(File.Exists(files.Html));
    }
}
