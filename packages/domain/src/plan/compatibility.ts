import type { Verdict, VerdictReason } from '@evenkeel/contract';
import type { HostFacts, InstanceFacts } from '../facts.ts';
import { verdictOf } from '../verdict.ts';
import type { ModelSettings } from './snapshot.ts';

/** The part of a verdict that does not change while instances move: neither room nor groups. */
export interface StaticVerdict {
  answer: Verdict['answer'];
  reasons: readonly VerdictReason[];
}

/** Fields that name or count a thing; every other field is a requirement, also one that is added later. */
const INSTANCE_PARTICULARS: ReadonlySet<string> = new Set<keyof InstanceFacts>([
  'id',
  'name',
  'status',
  'vmState',
  'taskState',
  'host',
  'locked',
  'vcpus',
  'memoryMb',
  'localDiskGb',
  'hasOpenMove',
]);
const HOST_PARTICULARS: ReadonlySet<string> = new Set<keyof HostFacts>([
  'name',
  'disabledReason',
  'diskAvailableLeastGb',
  'resources',
]);

/**
 * Static verdicts, each asked of `verdictOf` once a class: a cloud has thousands of pairs for each kind of host and of
 * requirement. Instances are of one class when they differ only in what names or counts them; hosts likewise.
 */
export class Compatibility {
  readonly #settings: ModelSettings;
  readonly #classes = new Map<string, number>();
  readonly #classOf = new WeakMap<InstanceFacts | HostFacts, number>();
  /** By the numbers of three classes in one, each below 65,536. */
  readonly #verdicts = new Map<number, StaticVerdict>();

  constructor(settings: ModelSettings) {
    this.#settings = settings;
  }

  /** Reasons of the first pair of a class carry the names of that pair: use `explain` to show them. */
  verdict(instance: InstanceFacts, source: HostFacts | null, destination: HostFacts): StaticVerdict {
    const from = source ? this.#class(source, HOST_PARTICULARS) : 0;
    const pair = from * 65_536 + this.#class(destination, HOST_PARTICULARS);
    const key = this.#class(instance, INSTANCE_PARTICULARS) * 2 ** 32 + pair;
    let verdict = this.#verdicts.get(key);
    if (!verdict) {
      verdict = this.explain(instance, source, destination);
      this.#verdicts.set(key, verdict);
    }
    return verdict;
  }

  /** The same, asked anew, with reasons that name this very pair. */
  explain(instance: InstanceFacts, source: HostFacts | null, destination: HostFacts): StaticVerdict {
    const weightless = { ...instance, host: null, vcpus: 0, memoryMb: 0, localDiskGb: 0 };
    const { options } = this.#settings;
    const reasons = verdictOf({
      instance: weightless,
      source,
      destination,
      groups: [],
      options,
    }).reasons.filter(
      // A host without room of its own has none for nothing either; the model counts that itself.
      ({ code }) => !code.endsWith('-short'),
    );
    const has = (severity: VerdictReason['severity']) =>
      reasons.some((reason) => reason.severity === severity);
    return { answer: has('error') ? 'no' : has('warning') ? 'warning' : 'yes', reasons };
  }

  #class(facts: InstanceFacts | HostFacts, particulars: ReadonlySet<string>): number {
    const known = this.#classOf.get(facts);
    if (known !== undefined) return known;
    const key = JSON.stringify(facts, (name, value) => (particulars.has(name) ? undefined : value));
    const number = this.#classes.get(key) ?? this.#classes.size + 1;
    this.#classes.set(key, number);
    this.#classOf.set(facts, number);
    return number;
  }
}
