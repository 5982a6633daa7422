using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Cli.Commands;

/// <summary>Completion scripts for shells, and the hidden command that the scripts call.</summary>
internal static class CompletionCommand
{
    // Bash splits words at '=' and ':'. The script removes the part before the last split from each candidate, because bash keeps that part
    // on the line.
    private const string Bash = """
        _workbench() {
          local line=${COMP_LINE:0:COMP_POINT} word candidate
          word=${line##*[[:space:]]}
          local keep=${word%"${COMP_WORDS[COMP_CWORD]}"}
          [[ ${COMP_WORDS[COMP_CWORD]} != "=" && ${COMP_WORDS[COMP_CWORD]} != ":" ]] || keep=$word
          COMPREPLY=()
          while IFS= read -r candidate; do
            COMPREPLY+=("${candidate#"$keep"}")
          done < <("${COMP_WORDS[0]}" complete "$line" 2>/dev/null)
          [[ ${#COMPREPLY[@]} -eq 0 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace
        }
        complete -o default -F _workbench workbench ./workbench
        """;

    private const string Zsh = """
        #compdef workbench ./workbench
        _workbench() {
          local line=${BUFFER[1,CURSOR]}
          local -a candidates
          candidates=("${(@f)$("${words[1]}" complete "$line" 2>/dev/null)}")
          [[ -n ${candidates[1]} ]] && compadd -Q -S '' -- $candidates || _files
        }
        compdef _workbench workbench ./workbench
        """;

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("shell") { Description = "bash or zsh" };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        var command = new OperationCommand(
            "completion",
            "Print a completion script for a shell: commands, options, axes, variants",
            [
                new Example("completion bash > ~/.local/share/bash-completion/completions/workbench", "for bash, in new shells"),
                new Example("completion zsh > ~/.zfunc/_workbench", "for zsh, in a folder of $fpath"),
            ]
        );
        command.Arguments.Add(shell);
        command.SetAction(parsed => terminal.Out.WriteLine(parsed.GetRequiredValue(shell) == "bash" ? Bash : Zsh));
        return command;
    }

    /// <summary>The hidden command: takes the line up to the cursor, and writes the candidates for its last word.</summary>
    public static Command Complete(Terminal terminal, Func<IReadOnlyList<string>, ParseResult> parse)
    {
        var line = new Argument<string>("line");
        var command = new Command("complete", "Candidates for the last word of a line") { Hidden = true };
        command.Arguments.Add(line);
        command.SetAction(parsed =>
        {
            var words = parsed.GetRequiredValue(line).Split(' ');
            // The program's own name is not completed.
            if (words.Length < 2)
                return;
            foreach (var candidate in Completion.Of(parse([.. words[1..^1].Where(word => word.Length > 0)]), words[^1]))
                terminal.Out.WriteLine(candidate);
        });
        return command;
    }
}
