import type { Verdict, VerdictReason } from '@evenkeel/contract';

/** It forbids the move. */
export function error(code: string, message: string): VerdictReason {
  return { code, severity: 'error', message };
}

/** A person may accept it. */
export function warning(code: string, message: string): VerdictReason {
  return { code, severity: 'warning', message };
}

/** Good to know, or not known at all: it never changes the answer. */
export function information(code: string, message: string): VerdictReason {
  return { code, severity: 'information', message };
}

/** `no` when any reason is an error, `warning` when any is a warning, else `yes`. */
export function answerOf(reasons: readonly VerdictReason[]): Verdict['answer'] {
  let answer: Verdict['answer'] = 'yes';
  for (const { severity } of reasons) {
    if (severity === 'error') return 'no';
    if (severity === 'warning') answer = 'warning';
  }
  return answer;
}

/** The first few, and how many more there are: lists of hundreds are no sentence. */
export function fewOf(names: readonly string[], most = 5): string {
  const named = names.slice(0, most).join(', ');
  return names.length > most ? `${named} and ${names.length - most} more` : named;
}
