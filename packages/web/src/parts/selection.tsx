import type { Instance, InstanceReference } from '@evenkeel/contract';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';

/** What is ticked. It survives paging, filtering and a cancelled form; it ends with a submitted one. */
export interface Selection {
  selected: readonly Instance[];
  has: (instance: InstanceReference) => boolean;
  set: (instances: readonly Instance[], on: boolean) => void;
  /** Puts in what was read anew, so that a ticked instance is known as it is, not as it was when ticked. */
  refresh: (instances: readonly Instance[]) => void;
  clear: () => void;
}

const SelectionContext = createContext<Selection | null>(null);

export function SelectionProvider({ children }: { children: ReactNode }) {
  const [ticked, setTicked] = useState<ReadonlyMap<string, Instance>>(new Map());
  const set = useCallback((instances: readonly Instance[], on: boolean) => {
    setTicked((now) => {
      const next = new Map(now);
      for (const instance of instances) {
        if (on) next.set(keyOf(instance), instance);
        else next.delete(keyOf(instance));
      }
      return next;
    });
  }, []);
  const refresh = useCallback((instances: readonly Instance[]) => {
    setTicked((now) => {
      const changed = instances.filter((instance) => {
        const known = now.get(keyOf(instance));
        return known !== undefined && known !== instance;
      });
      if (changed.length === 0) return now;
      return new Map([...now, ...changed.map((instance) => [keyOf(instance), instance] as const)]);
    });
  }, []);
  const clear = useCallback(() => setTicked(new Map()), []);
  const selection = useMemo<Selection>(
    () => ({
      selected: [...ticked.values()],
      has: (instance) => ticked.has(keyOf(instance)),
      set,
      refresh,
      clear,
    }),
    [ticked, set, refresh, clear],
  );
  return <SelectionContext value={selection}>{children}</SelectionContext>;
}

export function useSelection(): Selection {
  const selection = useContext(SelectionContext);
  if (selection === null) throw new Error('useSelection needs a SelectionProvider above it');
  return selection;
}

const keyOf = ({ providerId, id }: InstanceReference) => `${providerId}/${id}`;
