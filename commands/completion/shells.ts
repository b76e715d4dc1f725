import { quote } from "../../config/problem/shell-quote";
import { type Completion } from "./candidates";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

export function isShell(name: string): name is Shell {
  return SHELLS.some((shell) => shell === name);
}

/** Stands for: the names of files, which the shell itself knows best. */
const FILES = ":files";

/** What a shell's script is told: a candidate on each line and, behind a tab, what it is. */
export function answerFor(shell: Shell, line: string, completion: Completion): string {
  if (completion === "files") return `${FILES}\n`;
  return completion
    .map(
      ({ value, says = "" }) =>
        `${shell === "bash" ? afterBreak(line, value) : value}\t${says.replaceAll(/\s+/g, " ")}\n`,
    )
    .join("");
}

/** bash takes `=` and `:` for the ends of words, and wants what comes behind the last one. */
function afterBreak(line: string, value: string): string {
  const [word = ""] = /\S*$/.exec(line) ?? [];
  const kept = Math.max(word.lastIndexOf("="), word.lastIndexOf(":")) + 1;
  return value.slice(kept);
}

/**
 * The script that a shell reads when it starts, for the commands of one clone. npm's own completion goes on to work
 * everywhere else, where it was there before.
 *
 * @param clone the folder of the clone, without symbolic links
 */
export function completionScript(shell: Shell, clone: string): string {
  return SCRIPTS[shell].replaceAll("CLONE", () => quote(clone)).replaceAll("FILES", FILES);
}

/** Asks the clone itself, so that the answer is that of the commands as they are now. */
const ASK = "./node_modules/.bin/node --require ./start/command-loader.cjs commands/completion/answer.ts";

const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# Completes the commands of bookinfo-mesh behind npm, for bash.
if [[ $(complete -p npm 2>/dev/null) =~ -F\\ ([^ ]+) && \${BASH_REMATCH[1]} != __bookinfo_mesh ]]; then
  __bookinfo_mesh_before=\${BASH_REMATCH[1]}
fi
__bookinfo_mesh() {
  local folder line
  COMPREPLY=()
  folder=$(pwd -P)
  until [[ -z $folder || -e $folder/package.json ]]; do folder=\${folder%/*}; done
  if [[ $folder != CLONE ]]; then
    if [[ -n $__bookinfo_mesh_before ]]; then "$__bookinfo_mesh_before" "$@"; fi
    return
  fi
  while IFS= read -r line; do
    case $line in
      FILES) while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}") ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(cd CLONE && ${ASK} bash "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -F __bookinfo_mesh npm
`,
  zsh: `# Completes the commands of bookinfo-mesh behind npm, for zsh.
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
[[ \${_comps[npm]:-__bookinfo_mesh} == __bookinfo_mesh ]] || __bookinfo_mesh_before=$_comps[npm]
__bookinfo_mesh() {
  local folder=$(pwd -P) line
  local -a values open shown
  until [[ -z $folder || -e $folder/package.json ]]; do folder=\${folder%/*}; done
  if [[ $folder != CLONE ]]; then
    if [[ -n $__bookinfo_mesh_before ]]; then $__bookinfo_mesh_before "$@"; fi
    return
  fi
  while IFS= read -r line; do
    if [[ $line == FILES ]]; then _files; return; fi
    if [[ \${line%%$'\\t'*} == *= ]]; then open+=("\${line%%$'\\t'*}"); continue; fi
    values+=("\${line%%$'\\t'*}")
    shown+=("\${line/$'\\t'/  }")
  done < <(cd CLONE && ${ASK} zsh "\${(j: :)words[1,CURRENT-1]} $PREFIX" 2>/dev/null)
  (( $#values )) && compadd -l -d shown -a -- values
  (( $#open )) && compadd -S '' -a -- open
  return 0
}
compdef __bookinfo_mesh npm
`,
  fish: `# Completes the commands of bookinfo-mesh behind npm, for fish.
function __bookinfo_mesh_is_here
  set -l folder (pwd -P)
  while test -n "$folder" -a ! -e "$folder/package.json"
    set folder (string replace -r '/[^/]*$' '' -- $folder)
  end
  test "$folder" = CLONE
end
function __bookinfo_mesh
  set -l typed (commandline --cut-at-cursor --current-process | string collect)
  for line in (cd CLONE; and ${ASK} fish "$typed" 2>/dev/null)
    if test "$line" = FILES
      __fish_complete_path (commandline --cut-at-cursor --current-token)
    else
      echo $line
    end
  end
end
complete --command npm --condition __bookinfo_mesh_is_here --no-files --arguments '(__bookinfo_mesh)'
`,
};
