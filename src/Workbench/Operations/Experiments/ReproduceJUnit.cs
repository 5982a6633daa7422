using System.Globalization;
using System.Xml.Linq;

namespace Workbench.Operations;

/// <summary>A JUnit report of reproduced experiments: a test suite for each, a test case for its runs and verdicts.</summary>
internal static class ReproduceJUnit
{
    public static void Write(string file, ReproduceResult result, DateTimeOffset time)
    {
        var suites = result.Experiments.Select(one => Suite(one, time)).ToList();
        AtomicFile.Write(
            file,
            new XElement(
                "testsuites",
                new XAttribute("name", "workbench reproduce"),
                new XAttribute("tests", suites.Count),
                new XAttribute("failures", result.Experiments.Count(one => one.Deviations.Count > 0)),
                new XAttribute("errors", result.Experiments.Count(one => one.Failed > 0)),
                suites
            ) + "\n"
        );
    }

    private static XElement Suite(ReproducedExperiment one, DateTimeOffset time)
    {
        var seconds = one.Seconds.ToString("0.000", CultureInfo.InvariantCulture);
        var test = new XElement(
            "testcase",
            new XAttribute("classname", one.Name),
            new XAttribute("name", one.Budget),
            new XAttribute("time", seconds)
        );
        if (one.Failed > 0)
            test.Add(new XElement("error", new XAttribute("message", $"{one.Failed} runs failed"), new XAttribute("type", "RunFailed")));
        else if (one.Deviations.Count > 0)
            test.Add(
                new XElement(
                    "failure",
                    new XAttribute("message", $"{one.Deviations.Count} results are not the recorded ones"),
                    new XAttribute("type", "NotReproduced"),
                    string.Join('\n', one.Deviations.Select(each => $"{each.What}: recorded {each.Recorded}, now {each.Now} ({each.Rule})"))
                )
            );
        return new XElement(
            "testsuite",
            new XAttribute("name", $"{one.Name}, {one.Budget}"),
            new XAttribute("tests", 1),
            new XAttribute("failures", one.Deviations.Count > 0 ? 1 : 0),
            new XAttribute("errors", one.Failed > 0 ? 1 : 0),
            new XAttribute("time", seconds),
            new XAttribute("timestamp", time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)),
            test
        );
    }
}
