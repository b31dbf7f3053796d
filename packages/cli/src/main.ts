/** The command `evenkeel`: reads the words it was given, runs one command, and ends with its exit code. */
import { CommanderError } from 'commander';
import { asCommandError, EXIT, refusal } from './errors.ts';
import { omitNotes, printError } from './output/print.ts';
import { createProgram } from './program.ts';

// Whoever reads us may have read enough (`| head`): then there is nobody left to tell anything.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.done);
    throw error;
  });
}

const json = process.argv.includes('--json');
if (json && !process.stderr.isTTY) omitNotes();
try {
  await createProgram().parseAsync();
} catch (thrown) {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) {
    process.exitCode = EXIT.done; // --help and --version have said what they had to say
  } else if (thrown instanceof CommanderError && thrown.code === 'commander.help' && !json) {
    process.exitCode = EXIT.refused; // a command is missing, and the help that says which there are was shown
  } else {
    const error = thrown instanceof CommanderError ? usageError(thrown) : asCommandError(thrown);
    printError(error, json);
    process.exitCode = error.exitCode;
  }
}

function usageError(error: CommanderError) {
  const help = 'evenkeel --help, and evenkeel COMMAND --help, say what there is.';
  if (error.code === 'commander.help') return refusal('usage', 'A command is missing.', help);
  const message = error.message.replace(/^error: /, '').replace(/\n/g, ' ');
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return refusal('usage', /[.?)]$/.test(sentence) ? sentence : `${sentence}.`, help);
}
