import type { Command } from 'commander';
import { refusal } from '../errors.ts';
import { printLine } from '../output/print.ts';

const AFTER = `
Examples:
  $ source <(evenkeel completion bash)   # in ~/.bashrc
  $ evenkeel completion zsh > "\${fpath[1]}/_evenkeel"
  $ evenkeel completion fish > ~/.config/fish/completions/evenkeel.fish
`;

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .argument('<shell>', 'bash, zsh or fish')
    .description('print the script that completes commands and options in a shell')
    .addHelpText('after', AFTER)
    .action((shell: string) => {
      const write = SHELLS[shell];
      if (!write)
        throw refusal('usage', `There is no completion for "${shell}": bash, zsh and fish have one.`);
      printLine(write(wordsOf(program)));
    });
}

interface Words {
  /** The commands before it, such as `provider add`; empty for the program itself. */
  path: string;
  /** Subcommands and options that may follow. */
  words: { word: string; description: string }[];
  /** What may follow an option that takes a value; none where that is not a closed list. */
  choices: { option: string; values: string[] }[];
}

/** Everything the tree of commands knows of itself: a command that is added is completed too. */
function wordsOf(program: Command): Words[] {
  const globals = program.options.filter(({ long }) => long !== '--version');
  const walk = (command: Command, path: string[]): Words[] => {
    const options = [...command.options, ...(command === program ? [] : globals)].filter(({ long }) => long);
    const help = { word: '--help', description: 'print help' };
    const own: Words = {
      path: path.join(' '),
      words: [
        ...command.commands.map((one) => ({ word: one.name(), description: one.description() })),
        ...options.map(({ long, description }) => ({ word: long as string, description })),
        help,
        ...(path[0] === 'completion'
          ? ['bash', 'zsh', 'fish'].map((word) => ({ word, description: '' }))
          : []),
      ],
      choices: options
        .filter(({ required }) => required)
        .map(({ long, argChoices }) => ({ option: long as string, values: [...(argChoices ?? [])] })),
    };
    return [own, ...command.commands.flatMap((one) => walk(one, [...path, one.name()]))];
  };
  return walk(program, []);
}

const SHELLS: Readonly<Record<string, (words: Words[]) => string>> = { bash, zsh, fish };

/** The shell's function finds which command is typed by joining the words that are no options. */
function bash(commands: Words[]): string {
  const paths = commands.map(({ path }) => path).filter(Boolean);
  const choices = commands.flatMap(({ path, choices: all }) =>
    all.map(({ option, values }) => `    "${path} ${option}") words="${values.join(' ')}" ;;`),
  );
  const words = commands.map(
    ({ path, words: all }) => `      "${path}") words="${all.map(({ word }) => word).join(' ')}" ;;`,
  );
  return `# Completion of evenkeel for bash.
_evenkeel() {
  local path="" word words="" current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
      ${paths.map((path) => `"${path}"`).join('|')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path $previous" in
${choices.join('\n')}
    *) case "$path" in
${words.join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _evenkeel evenkeel`;
}

/** Works from a folder of fpath and sourced. `path` would be PATH in zsh. */
function zsh(commands: Words[]): string {
  const paths = commands.map(({ path }) => path).filter(Boolean);
  const described = ({ word, description }: Words['words'][number]) =>
    `'${`${word}:${description}`.replaceAll("'", "'\\''")}'`;
  const choices = commands.flatMap(({ path, choices: all }) =>
    all.map(({ option, values }) => `    ("${path} ${option}") found=(${values.join(' ')}) ;;`),
  );
  const words = commands.map(
    ({ path, words: all }) => `      ("${path}") found=(${all.map(described).join(' ')}) ;;`,
  );
  return `#compdef evenkeel
# Completion of evenkeel for zsh.
_evenkeel() {
  local typed="" word
  local -a found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${typed:+$typed }$word" in
      (${paths.map((path) => `"${path}"`).join('|')}) typed="\${typed:+$typed }$word" ;;
    esac
  done
  case "$typed \${words[CURRENT-1]}" in
${choices.join('\n')}
    (*) case "$typed" in
${words.join('\n')}
    esac ;;
  esac
  if (( $#found )); then _describe evenkeel found; else _files; fi
}
if [ "$funcstack[1]" = "_evenkeel" ]; then _evenkeel "$@"; else compdef _evenkeel evenkeel; fi`;
}

function fish(commands: Words[]): string {
  const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const lines = commands.flatMap(({ path, words, choices }) => {
    const condition = quoted(`test (__evenkeel_path) = ${quoted(path)}`);
    return words.map(({ word, description }) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`;
      const values = choices.find(({ option }) => option === word)?.values;
      const after = values ? ` -r${values.length > 0 ? `f -a ${quoted(values.join(' '))}` : ''}` : '';
      return `complete -c evenkeel -n ${condition} ${what}${after} -d ${quoted(description)}`;
    });
  });
  const paths = commands.map(({ path }) => path).filter(Boolean);
  return `# Completion of evenkeel for fish.
function __evenkeel_path
  set -l path ''
  for word in (commandline -opc)[2..-1]
    set -l longer (string trim -- "$path $word")
    contains -- "$longer" ${paths.map(quoted).join(' ')}; and set path "$longer"
  end
  echo "$path"
end
complete -c evenkeel -f
${lines.join('\n')}`;
}
