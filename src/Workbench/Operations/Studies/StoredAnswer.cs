using Workbench.Ablation;
using Workbench.Reporting;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>
/// The answer of a finished study, kept in its folder (answer.json). While all is as it was, the study is answered with it: neither are
/// thousands of results read, nor are they compared again.
/// </summary>
internal static class StoredAnswer
{
    private sealed record Content(string Stamp, AblateResult Answer);

    /// <summary>The answer; null when there is none with this stamp, or another file of the study is missing.</summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="stamp">A <see cref="ReportStamp"/>.</param>
    public static AblateResult? Read(StudyFolder folder, string stamp) =>
        folder.IsWhole
        && Report.IsCurrent(folder.FullPath, stamp)
        && CacheFile.Read<Content>(FileIn(folder)) is { } content
        && content.Stamp == stamp
            ? content.Answer
            : null;

    /// <summary>Writes the answer, where the folder can be written.</summary>
    public static void Write(StudyFolder folder, string stamp, AblateResult answer) =>
        CacheFile.Write(FileIn(folder), new Content(stamp, answer));

    private static string FileIn(StudyFolder folder) => Path.Combine(folder.FullPath, "answer.json");
}
