/** Sentences of a plan name the other instances of a run. Who does not see the whole provider reads them without names. */
import { seesWholeProvider } from './bound.ts';

/** The planner's reason (domain/src/plan/finish.ts), at the end of what is said. */
const MAKES_ROOM = /(Makes room on \S+) for .+\.$/s;
/** What ends a move that waited for another (db/ending-moves.ts). */
const HAD_TO_MOVE = /^.+ had to move first, and did not:/s;

/** The text for who asks now. Text that a person wrote themselves is left as it is. */
export function forWhoAsks<Text extends string | null>(text: Text, providerId: string): Text | string {
  return text === null || seesWholeProvider(providerId) ? text : withoutOthersNames(text);
}

export function withoutOthersNames(text: string): string {
  return text
    .replace(MAKES_ROOM, '$1 for another instance.')
    .replace(HAD_TO_MOVE, 'Another instance had to move first, and did not:');
}
