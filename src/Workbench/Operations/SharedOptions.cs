using System.CommandLine;

namespace Workbench.Operations;

/// <summary>Options that several operations share.</summary>
internal static class SharedOptions
{
    public static Option<string?> Ledger() =>
        new("--ledger") { Description = "Folder of the ledger of runs [default: $XDG_DATA_HOME/workbench/ledger]", HelpName = "folder" };

    public static Option<string?> Base() =>
        new("--base") { Description = "A preset, or a config file to start from [default: tiny-gpt]", HelpName = "preset|file" };

    public static Option<string?> InitFrom() =>
        new("--init-from")
        {
            Description = "Start from saved weights: a run, a folder with a model, a file, minilm or use-lite [default: drawn weights]",
            HelpName = "run|path",
        };

    public static Option<string?> Task() =>
        new("--task")
        {
            Description = "The task, with arguments: char-lm, lm, g2p, spam, mlm:rate=0.15 [default: char-lm]",
            HelpName = "task",
        };

    public static Option<string?> Tokenizer() =>
        new("--tokenizer")
        {
            Description =
                "The tokenizer: char, bpe:4096, unigram:4096, wordpiece:4096, gpt2, file:PATH; with any but char the default task is lm "
                + "[default: the task's own, char or bpe:4096]",
            HelpName = "tokenizer",
        };

    public static Option<string?> Data() =>
        new("--data")
        {
            Description = "A corpus of the catalogue (data list shows it), or a text file, .gz too [default: the task's own]",
            HelpName = "name|file",
        };

    /// <summary>The --data option of commands that read a finished run or study.</summary>
    public static Option<string?> TextOf(string what) =>
        new("--data")
        {
            Description =
                $"The text that the {what} was trained on, where it is now; its fingerprint is checked "
                + $"[default: as recorded in the {what}]",
            HelpName = "name|file",
        };

    public static Option<int?> Steps() => new("--steps") { Description = "Optimiser steps of each run [default: 1000]", HelpName = "n" };

    public static Option<string?> EvalLengths() =>
        new("--eval-lengths")
        {
            Description = "Also evaluate the finished models at these context lengths: 64,128,256",
            HelpName = "lengths",
        };

    public static Option<string[]> Set(string description = "A setting for every run: --set train.batchSize=8 (repeatable)") =>
        new("--set")
        {
            Description = description,
            HelpName = "path=value",
            DefaultValueFactory = _ => [],
            Arity = ArgumentArity.OneOrMore,
        };

    public static Option<string?> Device() =>
        new("--device") { Description = "cpu, cuda or cuda:INDEX [default: cpu]", HelpName = "device" };

    public static Option<string?> Dtype() =>
        new("--dtype") { Description = "float32, float64 or bfloat16 [default: float32]", HelpName = "type" };

    public static Option<int?> Threads(string description = "Threads of each run [default: by the model's size; train takes all cores]") =>
        new("--threads") { Description = description, HelpName = "n" };

    public static Option<string[]> Plugin() =>
        new("--plugin")
        {
            Description = "An assembly with additional variants (repeatable)",
            HelpName = "file.dll",
            DefaultValueFactory = _ => [],
            Arity = ArgumentArity.OneOrMore,
        };

    public static Option<bool> Yes() => new("--yes") { Description = "Delete; without this option, only show what would be freed" };

    /// <summary>Whether the option is on the command line.</summary>
    public static bool Given(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    public static Option<string?> Workers() =>
        new("--workers") { Description = "Worker processes: auto, or a number [default: auto]", HelpName = "auto|n" };

    public static Option<string?> Launcher() =>
        new("--launcher")
        {
            Description = "processes, in-process, or slurm with parameters: slurm:partition=cpu:time=60 [default: processes]",
            HelpName = "launcher",
        };
}
