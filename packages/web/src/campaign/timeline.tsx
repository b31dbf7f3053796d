import type { OpenTime } from '@evenkeel/contract';
import './campaign.css';
import { percentOf, type Segment, type Span, spanOf, ticksOf } from './timeline-scale.ts';
import { TICK_WORDS } from './times.ts';

export interface TimelineRow {
  host: string;
  zone: string | null;
  /** How it stands and its times, for those who do not see the bars. */
  words: string;
  /** What it was thought to be when the campaign was asked for. */
  planned: readonly Segment[];
  done: readonly Segment[];
  /** What is forecast now. */
  ahead: readonly Segment[];
  hasFailed: boolean;
}

interface TimelineProps {
  title: string;
  /** In the order in which they begin. */
  rows: readonly TimelineRow[];
  /** When hosts may begin; empty is always. */
  open: readonly OpenTime[];
  /** Milliseconds since 1970. */
  now: number;
  /** Nothing comes any more, and now has no place in it. */
  isOver?: boolean;
}

/** A label that begins further on would be cut off by the edge. */
const LAST_LABEL_PERCENT = 93;

const LEGEND = [
  { className: 'evenkeel-part-away', words: 'instances leave' },
  { className: 'evenkeel-part-outside', words: 'empty' },
  { className: 'evenkeel-part-home', words: 'instances come home' },
  { className: 'evenkeel-part-away evenkeel-part-ahead', words: 'forecast' },
] as const;

/** A row a host: what was planned thin, what was done solid, what is forecast pale. Read aloud it is a table of sentences. */
export function Timeline({ title, rows, open, now, isOver = false }: TimelineProps) {
  const hasPlans = rows.some(({ planned, done }) => planned.length > 0 && done.length > 0);
  const segments = rows.flatMap(({ planned, done, ahead }) => [...planned, ...done, ...ahead]);
  const moments = segments.flatMap(({ from, to }) => [from, to]);
  const whole = spanOf(moments.length > 0 ? moments : [now]);
  // A first window days away would leave the bars no room: then it begins with the first host.
  const isFar = whole.from - now > whole.to - whole.from;
  const marksNow = !isFar && !isOver;
  const span = marksNow ? spanOf([now, ...moments]) : whole;
  const ticks = ticksOf(span, new Date(span.from).getTimezoneOffset(), TICK_WORDS);
  return (
    <div className="evenkeel-timeline-place">
      <table className="evenkeel-timeline" aria-label={title}>
        <thead>
          <tr>
            <th scope="col">Host</th>
            <th scope="col">
              <span className="pf-v6-screen-reader">Its times</span>
              <div className="evenkeel-track evenkeel-ticks" aria-hidden="true">
                {ticks
                  .filter(({ at }) => percentOf(at, span) <= LAST_LABEL_PERCENT)
                  .map(({ at, label }) => (
                    <span key={at} style={{ insetInlineStart: `${percentOf(at, span)}%` }}>
                      {label}
                    </span>
                  ))}
              </div>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.host}>
              <th scope="row" className="evenkeel-break">
                {row.host}
                {row.zone !== null && <div className="evenkeel-muted evenkeel-zone">{row.zone}</div>}
              </th>
              <td>
                <Track
                  row={row}
                  span={span}
                  open={open}
                  ticks={ticks.map(({ at }) => at)}
                  now={marksNow ? now : null}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="evenkeel-legend" aria-hidden="true">
        {LEGEND.map(({ className, words }) => (
          <span key={words}>
            <span className={`evenkeel-sample ${className}`} /> {words}
          </span>
        ))}
        {hasPlans && (
          <span>
            <span className="evenkeel-sample evenkeel-sample-planned" /> as planned at first
          </span>
        )}
        {open.length > 0 && (
          <span>
            <span className="evenkeel-sample evenkeel-open" /> hosts may begin
          </span>
        )}
        {marksNow && (
          <span>
            <span className="evenkeel-sample evenkeel-sample-now" /> now
          </span>
        )}
      </div>
    </div>
  );
}

interface TrackProps {
  row: TimelineRow;
  span: Span;
  open: readonly OpenTime[];
  ticks: readonly number[];
  /** Null when it is not in the span. */
  now: number | null;
}

function Track({ row, span, open, ticks, now }: TrackProps) {
  const place = ({ from, to }: Span) => ({
    insetInlineStart: `${percentOf(from, span)}%`,
    width: `${percentOf(to, span) - percentOf(from, span)}%`,
  });
  const bars = (segments: readonly Segment[], className: string) =>
    segments.map((one) => (
      <span
        key={`${className} ${one.kind} ${one.from}`}
        className={`evenkeel-part evenkeel-part-${one.kind} ${className}`}
        style={place(one)}
      />
    ));
  return (
    <div className="evenkeel-track" role="img" aria-label={row.words} title={row.words}>
      {open.map(({ from, to }) => (
        <span
          key={from}
          className="evenkeel-open"
          style={place({ from: Date.parse(from), to: Date.parse(to) })}
        />
      ))}
      {ticks.map((at) => (
        <span
          key={at}
          className="evenkeel-grid-line"
          style={{ insetInlineStart: `${percentOf(at, span)}%` }}
        />
      ))}
      {row.done.length > 0 && bars(row.planned, 'evenkeel-part-planned')}
      {bars(row.ahead, 'evenkeel-part-ahead')}
      {bars(row.done, row.hasFailed ? 'evenkeel-part-failed' : 'evenkeel-part-done')}
      {now !== null && (
        <span className="evenkeel-now" style={{ insetInlineStart: `${percentOf(now, span)}%` }} />
      )}
    </div>
  );
}
