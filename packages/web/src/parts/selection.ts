import type { Instance } from '@evenkeel/contract';
import { useState } from 'react';

export interface Selection {
  /** The ticked instances as they are now, never as they were when ticked. */
  selected: Instance[];
  isAll: boolean;
  has: (instance: Instance) => boolean;
  set: (instance: Instance, on: boolean) => void;
  setAll: (on: boolean) => void;
}

/** What is ticked among the instances on the screen; one that leaves the screen is no longer selected. */
export function useSelection(instances: readonly Instance[]): Selection {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const selected = instances.filter((instance) => ticked.has(keyOf(instance)));
  return {
    selected,
    isAll: instances.length > 0 && selected.length === instances.length,
    has: (instance) => ticked.has(keyOf(instance)),
    set: (instance, on) => {
      const next = new Set(selected.map(keyOf));
      if (on) next.add(keyOf(instance));
      else next.delete(keyOf(instance));
      setTicked(next);
    },
    setAll: (on) => setTicked(new Set(on ? instances.map(keyOf) : [])),
  };
}

const keyOf = ({ providerId, id }: Instance) => `${providerId}/${id}`;
