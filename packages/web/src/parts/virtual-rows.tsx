import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useRef } from 'react';

/** Up to here a table simply shows all its rows: the browser's own search finds them, and a printer prints them. */
const MOST_AT_ONCE = 60;
const OVERSCAN = 8;

export interface VirtualRows {
  /** Goes on the element that scrolls. */
  scroller: RefObject<HTMLDivElement | null>;
  isVirtual: boolean;
  /** Which rows to draw, by their place in the list. */
  places: number[];
  /** Pixels of the rows that are not drawn. */
  before: number;
  after: number;
  /** Goes on each drawn row as `ref`, beside `data-index`: rows may be of any height. */
  measure: (row: HTMLTableRowElement | null) => void;
}

/** The rows of a long table that are in sight. `estimate` is a row's usual height in pixels. */
export function useVirtualRows(count: number, estimate: number): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const isVirtual = count > MOST_AT_ONCE;
  const virtualizer = useVirtualizer({
    count,
    enabled: isVirtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimate,
    overscan: OVERSCAN,
  });
  const items = virtualizer.getVirtualItems();
  return {
    scroller,
    isVirtual,
    places: isVirtual ? items.map(({ index }) => index) : Array.from({ length: count }, (_, index) => index),
    before: items[0]?.start ?? 0,
    after: virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0),
    measure: isVirtual ? virtualizer.measureElement : () => undefined,
  };
}

/** Stands for rows that are not drawn. */
export function RowGap({ height }: { height: number }) {
  return height > 0 ? (
    <tr aria-hidden="true" className="evenkeel-row-gap" style={{ height }}>
      <td />
    </tr>
  ) : null;
}
