import type { Verdict, VerdictReason } from '@evenkeel/contract';
import type { CloudFacts, HostFacts, InstanceFacts } from '../facts.ts';
import { answerOf, staticReasons } from '../verdict.ts';
import type { ModelSettings } from './snapshot.ts';

/** The part of a verdict that does not change while instances move. */
export interface StaticVerdict {
  answer: Verdict['answer'];
  reasons: readonly VerdictReason[];
}

/** Fields that the static part does not look at; every other field is a requirement, also one that is added later. */
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
  'hasOpenMove',
]);
const HOST_PARTICULARS: ReadonlySet<string> = new Set<keyof HostFacts>([
  'name',
  'disabledReason',
  'diskAvailableLeastGb',
  'migrationsIn',
  'migrationsOut',
]);

/**
 * Static verdicts, each asked of `staticReasons` once a class: a cloud has thousands of pairs for each kind of host and of
 * requirement. Instances are of one class when they differ only in what names or counts them; hosts likewise.
 */
export class Compatibility {
  readonly #options: ModelSettings['options'];
  readonly #cloud: CloudFacts | undefined;
  readonly #classes = new Map<string, number>();
  readonly #classOf = new WeakMap<InstanceFacts | HostFacts, number>();
  /** By the numbers of three classes in one, each below 65,536. */
  readonly #verdicts = new Map<number, StaticVerdict>();

  constructor(options: ModelSettings['options'], cloud?: CloudFacts) {
    this.#options = options;
    this.#cloud = cloud;
  }

  /** Reasons name the first pair that was asked of the classes: only their codes are true of every pair. */
  verdict(instance: InstanceFacts, source: HostFacts | null, destination: HostFacts): StaticVerdict {
    const from = source ? this.#class(source, hostKey) : 0;
    const pair = from * 65_536 + this.#class(destination, hostKey);
    const key = this.classOfInstance(instance) * 2 ** 32 + pair;
    let verdict = this.#verdicts.get(key);
    if (!verdict) {
      const anywhere = { ...instance, host: null };
      const input = { instance: anywhere, source, destination, options: this.#options, cloud: this.#cloud };
      const reasons = staticReasons(input);
      verdict = { answer: answerOf(reasons), reasons };
      this.#verdicts.set(key, verdict);
    }
    return verdict;
  }

  /** A number that instances with the same requirements share. */
  classOfInstance(instance: InstanceFacts): number {
    return this.#class(instance, instanceKey);
  }

  #class<Facts extends InstanceFacts | HostFacts>(facts: Facts, keyOf: (facts: Facts) => string): number {
    const known = this.#classOf.get(facts);
    if (known !== undefined) return known;
    const key = keyOf(facts);
    const number = this.#classes.get(key) ?? this.#classes.size + 1;
    this.#classes.set(key, number);
    this.#classOf.set(facts, number);
    return number;
  }
}

/** Of the local disks it only matters whether there are any. */
function instanceKey(facts: InstanceFacts): string {
  return JSON.stringify(facts, (name, value) => {
    if (name === 'localDiskGb') return value && 1;
    return INSTANCE_PARTICULARS.has(name) ? undefined : value;
  });
}

/** Of the resources it only matters which there are. */
function hostKey(facts: HostFacts): string {
  return JSON.stringify(facts, (name, value) => {
    if (name === 'resources' || name === 'otherResources') return value && presentIn(value);
    return HOST_PARTICULARS.has(name) ? undefined : value;
  });
}

function presentIn(resources: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(resources).filter((name) => resources[name] !== null);
}
