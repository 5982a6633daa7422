using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Workbench.Ablation;

namespace Workbench.Operations;

/// <summary>Command lines that ask for a study.</summary>
internal static class StudyCommandLine
{
    /// <summary>The line that asks a shell for a study that was written in C#.</summary>
    public static string Of(Study study)
    {
        var plain = new Study();
        var words = new List<string> { "ablate" };
        words.AddRange(study.Axes);
        Add("--base", study.Base, plain.Base);
        Add("--task", study.Task, plain.Task);
        Add("--data", study.Data, plain.Data);
        Add("--seeds", study.SeedCount.ToString(CultureInfo.InvariantCulture), plain.SeedCount.ToString(CultureInfo.InvariantCulture));
        foreach (var setting in study.Settings)
            words.AddRange(["--set", setting]);
        foreach (var value in study.Baseline)
            words.AddRange(["--baseline", value]);
        Add("--epsilon", study.Epsilon, plain.Epsilon);
        Add("--device", study.Device, plain.Device);
        Add("--dtype", study.Dtype, plain.Dtype);
        Add("--threads", study.Threads?.ToString(CultureInfo.InvariantCulture), null);
        foreach (var plugin in study.Plugins)
            words.AddRange(["--plugin", plugin]);
        return Of(words);

        void Add(string option, string? value, string? usual)
        {
            if (value is not null && value != usual)
                words.AddRange([option, value]);
        }
    }

    /// <summary>
    /// The line that asks a shell for what was parsed here: in a notebook the command's word is not among the tokens, and the variable's
    /// name means nothing to a shell.
    /// </summary>
    public static string Of(ParseResult parsed)
    {
        var words = new List<string> { "ablate" };
        for (var i = 0; i < parsed.Tokens.Count; i++)
        {
            if (parsed.Tokens[i] is { Type: TokenType.Option, Value: "--name" })
                i++;
            else if (parsed.Tokens[i].Type != TokenType.Command)
                words.Add(parsed.Tokens[i].Value);
        }
        return Of(words);
    }

    /// <summary>Words as a shell takes them, quoted where it needs it.</summary>
    public static string Of(IEnumerable<string> words) => CommandSurface.Shell.Call(string.Join(' ', words.Select(ShellWord.Of)));
}
