using System.CommandLine;

namespace Gateway.Cli;

/// <summary><c>gateway completion SHELL</c>: the script that lets a shell complete commands and options.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # Completes the commands and options of gateway. Add to ~/.bashrc: source <(gateway completion bash)
            _gateway() {
              local IFS=$'\n' word=${COMP_WORDS[COMP_CWORD]}
              COMPREPLY=($(gateway "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null))
              # Readline completes from the last colon on (https://, --Section:Key), so what stands before it is taken off.
              if [[ $word == *:* && $COMP_WORDBREAKS == *:* ]]; then COMPREPLY=("${COMPREPLY[@]#"${word%"${word##*:}"}"}"); fi
            }
            complete -o default -F _gateway gateway

            """,
        ["zsh"] = """
            #compdef gateway
            # Completes the commands and options of gateway. Add to ~/.zshrc, after compinit: source <(gateway completion zsh)
            _gateway() {
              local -a words_found
              words_found=("${(@f)$(gateway "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
              if [[ -n ${words_found[1]} ]]; then compadd -a words_found; else _files; fi
            }
            compdef _gateway gateway

            """,
        ["fish"] = """
            # Completes the commands and options of gateway. Write to ~/.config/fish/completions/gateway.fish
            function __gateway_complete
                set -l line (commandline -cp)
                gateway "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null
            end
            complete -c gateway -a '(__gateway_complete)'

            """,
        ["pwsh"] = """
            # Completes the commands and options of gateway. Add to $PROFILE: gateway completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName gateway -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                gateway "[suggest:$cursorPosition]" "$commandAst" 2>$null | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "The shell: bash, zsh, fish or pwsh." };
        shell.CompletionSources.Add([.. Scripts.Keys]);
        var command = new Command("completion", "Prints the script that lets a shell complete commands and options.") { shell };
        command.SetAction(result =>
        {
            var name = result.GetRequiredValue(shell);
            if (!Scripts.TryGetValue(name, out var script))
            {
                throw new UsageException($"'{name}' is not a shell this knows; write one of {string.Join(", ", Scripts.Keys)}.");
            }

            result.InvocationConfiguration.Output.Write(script.ReplaceLineEndings("\n"));
            return 0;
        });
        return command;
    }
}
