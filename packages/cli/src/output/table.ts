/** Aligned columns for people, as wide as the terminal. */
import { cut, pad, printable, type Tone, toned, widthOf } from './text.ts';

export interface Column<Row> {
  title: string;
  value(row: Row): string | number | null | undefined;
  tone?(row: Row): Tone | undefined;
  /** Never cut nor left out: what people copy into the next command. */
  whole?: boolean;
  /** Left out where the terminal is too narrow, the highest first; without one it is kept. */
  leaveOut?: number;
  right?: boolean;
}

interface Options {
  stream: NodeJS.WriteStream;
  /** In places; null does not fit to any: so it is in a pipe, where grep and awk want the whole. */
  width?: number | null;
}

const GAP = '  ';
/** A column that may be left out is cut to this before another is left out; one that is kept, to more. */
const LEAST = 10;
const LEAST_KEPT = 32;

/** The table's lines, the title's first. */
export function tableLines<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  options: Options,
): string[] {
  const { stream, width = stream.isTTY ? stream.columns : null } = options;
  const cells = rows.map((row) =>
    columns.map((column) => printable(String(column.value(row) ?? '-') || '-')),
  );
  const natural = columns.map(({ title }, index) =>
    Math.max(widthOf(title), ...cells.map((line) => widthOf(line[index] as string))),
  );
  const widths = width === null ? natural : fitted(columns, natural, width);
  const shown = columns.flatMap((column, index) => {
    const places = widths[index] as number;
    return places > 0 ? [{ column, index, places }] : [];
  });
  const line = (texts: (one: (typeof shown)[number]) => string, row?: Row): string =>
    shown
      .map((one) => {
        const text = cut(texts(one), one.places);
        const filled = one.column.right
          ? ' '.repeat(one.places - widthOf(text)) + text
          : pad(text, one.places);
        return toned(filled, row === undefined ? 'faint' : one.column.tone?.(row), stream);
      })
      .join(GAP)
      .trimEnd();
  return [
    line(({ column }) => column.title),
    ...rows.map((row, number) => line(({ index }) => cells[number]?.[index] as string, row)),
  ];
}

/** The widths that fit; 0 is left out. What can not fit any further is wider than the terminal, and wraps. */
function fitted<Row>(columns: readonly Column<Row>[], natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  const total = () => {
    const kept = widths.filter((places) => places > 0);
    return kept.reduce((sum, places) => sum + places, 0) + GAP.length * (kept.length - 1);
  };
  const shrinkable = (index: number) => !columns[index]?.whole && (widths[index] as number) > LEAST;
  const leastOf = (index: number) => (columns[index]?.leaveOut === undefined ? LEAST_KEPT : LEAST);
  const order = columns
    .map(({ leaveOut }, index) => ({ leaveOut, index }))
    .filter(({ leaveOut }) => leaveOut !== undefined)
    .sort((left, right) => (right.leaveOut as number) - (left.leaveOut as number));
  // As it would be with everything cut to the least: a column goes only when even that does not fit.
  const least = () => {
    const kept = widths.flatMap((places, index) =>
      places > 0 ? [shrinkable(index) ? Math.min(places, leastOf(index)) : places] : [],
    );
    return kept.reduce((sum, places) => sum + places, 0) + GAP.length * (kept.length - 1);
  };
  for (const { index } of order) {
    if (least() <= width) break;
    widths[index] = 0;
  }
  // The widest gives first, place by place.
  while (total() > width) {
    const widest = widths
      .map((places, index) => ({ places, index }))
      .filter(({ index }) => shrinkable(index))
      .sort((left, right) => right.places - left.places)[0];
    if (!widest) break;
    widths[widest.index] = widest.places - 1;
  }
  return widths;
}
