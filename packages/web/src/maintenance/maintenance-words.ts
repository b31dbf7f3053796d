import type {
  Maintenance,
  MaintenanceKind,
  MaintenancePhase,
  MaintenanceState,
  StayChoice,
} from '@evenkeel/contract';
import { formatDuration } from '../parts/durations.ts';
import { instancesInWords } from '../run/run-words.ts';

export const STATE_WORDS: Readonly<Record<MaintenanceState, string>> = {
  planned: 'About to begin',
  disabling: 'Being disabled',
  draining: 'Being emptied',
  held: 'Held',
  returning: 'Being returned',
  cancelling: 'Being cancelled',
  ended: 'Returned',
  cancelled: 'Cancelled',
  paused: 'Paused',
  'needs-attention': 'Needs attention',
};

export const KIND_WORDS: Readonly<Record<MaintenanceKind, string>> = {
  drain: 'Live migration of its instances',
  evacuation: 'Evacuation: the host is down, its instances are built anew elsewhere',
};

interface ChoiceWords {
  words: string;
  help: string;
}

/** Of one instance. */
export const CHOICE_WORDS: Readonly<Record<StayChoice, ChoiceWords>> = {
  migrate: { words: 'Live-migrate it all the same', help: 'It goes although its owner locked it.' },
  leave: { words: 'Leave it there', help: 'It stays while it can not go; should it be able to, it goes.' },
  'cold-migrate': {
    words: 'Migrate it cold',
    help: 'It is stopped already: it is moved with its disks, and that is confirmed.',
  },
  rebuild: {
    words: 'Build it anew, even if its disk is lost',
    help: 'It comes up elsewhere from its image; what was written to a disk of the lost host is gone.',
  },
  wait: { words: 'Wait for it', help: 'The host does not count as emptied before it is gone.' },
  skip: { words: 'Skip it', help: 'It is not touched, whatever its state.' },
};

/** Those in which a lost host differs from one that is emptied. */
const EVACUATION_STATES: Partial<Readonly<Record<MaintenanceState, string>>> = {
  disabling: 'Being declared dead',
  draining: 'Being evacuated',
};
export const stateInWords = (state: MaintenanceState, kind: MaintenanceKind): string =>
  (kind === 'evacuation' ? EVACUATION_STATES[state] : undefined) ?? STATE_WORDS[state];

/** What the phase means, and what is to be expected of it. */
export function phaseInWords(maintenance: Maintenance): string {
  const { host, kind, phase, left, disabledByUs } = maintenance;
  const evacuating = kind === 'evacuation' ? evacuationInWords(maintenance) : undefined;
  if (evacuating !== undefined) return evacuating;
  switch (phase) {
    case 'planned':
      return `Nothing has been sent yet: ${host} is disabled first.`;
    case 'disabling':
      return `${host} is being disabled, so that Nova puts nothing new on it. Then its instances go.`;
    case 'draining':
      return `Its instances are being moved away. ${host} gets nothing new meanwhile.`;
    case 'held':
      return `${leftInWords({ left })} ${host} stays ${disabledByUs ? 'disabled' : 'as it is'} until somebody returns it.`;
    case 'returning':
      return `It is checked whether ${host} can be used again; then it is enabled, if Evenkeel disabled it.`;
    case 'cancelling':
      return 'Nothing new begins; what is under way comes to its end. Then the host is as it was found.';
    case 'ended':
      return `${host} was returned: its maintenance is over.`;
    case 'cancelled':
      return 'It was given up. What had moved stayed where it was.';
  }
}

function evacuationInWords({ host, phase, left }: Maintenance): string | undefined {
  switch (phase) {
    case 'planned':
      return `Nothing has been sent yet: Nova is told first that ${host} is dead.`;
    case 'disabling':
      return `Nova is told that ${host} is dead, and ${host} is disabled. Then its instances are built anew elsewhere.`;
    case 'draining':
      return 'Its instances are being built anew on other hosts. Each counts once its new host has confirmed it.';
    case 'held':
      return `${leftInWords({ left })} ${host} is not used until somebody returns it; before that, nova-compute has to start on it and remove what was built elsewhere.`;
    case 'cancelled':
      return 'It was given up. What had been built elsewhere stays there.';
    default:
      return undefined;
  }
}

/** Whether it was Evenkeel that told Nova the host is dead; it takes back only what it said itself. */
export function forcedDownInWords({ forcedDownByUs, endedAt }: Maintenance): string {
  if (forcedDownByUs === null) return endedAt === null ? 'Not known yet' : 'No';
  if (!forcedDownByUs) return 'By somebody else: Evenkeel leaves that as it is';
  return endedAt === null ? 'By Evenkeel; taken back when the host is returned' : 'By Evenkeel; taken back';
}

/** As Nova showed it at the last look. */
export function leftInWords({ left }: Pick<Maintenance, 'left'>): string {
  if (left === null) return 'Nova has not been asked yet what is on it.';
  return left.length === 0 ? 'It is empty.' : `${instancesInWords(left.length)} left on it.`;
}

/** `12 moved, 9 to go, 2 did not go`: what there is none of is left out. */
export function doneInWords({ kind, moved, moving, failed }: Maintenance): string {
  const done = kind === 'evacuation' ? 'built anew' : 'moved';
  const parts = [
    moved > 0 && `${moved} ${done}`,
    moving > 0 && `${moving} to go`,
    failed > 0 && `${failed} did not go`,
  ].filter((words) => words !== false);
  return parts.join(', ') || `nothing ${done} yet`;
}

/** Null while there is nothing to go by. */
export function secondsInWords(seconds: number | null): string | null {
  return seconds === null ? null : `about ${formatDuration(Math.max(1, seconds) * 1000)}`;
}

export const isOpen = ({ endedAt }: Pick<Maintenance, 'endedAt'>): boolean => endedAt === null;

/** Phases that bring something about; in the others there is nothing to pause. */
const AT_WORK: readonly MaintenancePhase[] = ['planned', 'disabling', 'draining', 'returning'];
export const isAtWork = ({ phase }: Pick<Maintenance, 'phase'>): boolean => AT_WORK.includes(phase);
