/** A checkpoint threw: from now on its controller behaves as a process that is no more. */
export class Died extends Error {
  constructor(checkpoint: string, cause: unknown) {
    super(`Died at ${checkpoint}.`, { cause });
    this.name = 'Died';
  }
}

/**
 * The moments between two writes at which a process can die, as calls: the tests give a `checkpoint` that throws at one of
 * them, and every call from then on throws Died. In earnest they are nothing.
 */
export function mortal<Checkpoint extends string>(
  checkpoint: ((name: Checkpoint, id: string) => Promise<void> | void) | undefined,
): (name: Checkpoint, id: string) => Promise<void> {
  let dead = false;
  return async (name, id) => {
    try {
      if (!dead) await checkpoint?.(name, id);
    } catch (error) {
      dead = true;
      throw new Died(name, error);
    }
    if (dead) throw new Died(name, null);
  };
}
