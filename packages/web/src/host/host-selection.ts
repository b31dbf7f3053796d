import type { Host } from '@evenkeel/contract';
import { useState } from 'react';

export interface HostSelection {
  /** Those that are still there, in the order of the list. */
  chosen: readonly Host[];
  has: (host: Host) => boolean;
  set: (hosts: readonly Host[], on: boolean) => void;
}

/** One in maintenance already has nothing to be chosen for. */
export const isChoosable = ({ maintenance }: Host): boolean => maintenance === null;

/** Which hosts are ticked, also those that a filter hides now. */
export function useHostSelection(hosts: readonly Host[] | undefined): HostSelection {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  return {
    chosen: (hosts ?? []).filter((host) => isChoosable(host) && ticked.has(keyOf(host))),
    has: (host) => isChoosable(host) && ticked.has(keyOf(host)),
    set: (changed, on) =>
      setTicked((now) => {
        const next = new Set(now);
        for (const host of changed) {
          if (on && isChoosable(host)) next.add(keyOf(host));
          else next.delete(keyOf(host));
        }
        return next;
      }),
  };
}

const keyOf = ({ providerId, name }: Host) => `${providerId}/${name}`;
