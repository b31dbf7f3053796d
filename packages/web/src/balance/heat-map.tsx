import type { LoadDimension } from '@evenkeel/contract';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import './balance.css';
import { DIMENSION_WORDS, percent } from './balance-words.ts';
import { byZone, type HeatCell, levelOf } from './heat.ts';

/** So many have room for their names. */
const NAMED_UP_TO = 40;

interface HeatMapProps {
  title: string;
  providerId: string;
  dimension: LoadDimension;
  cells: readonly HeatCell[];
  /** Of the zones' headings: one below what stands above them. */
  headingLevel?: 'h2' | 'h3';
}

/** Every host as a field, by zone: the colour tells the load, and the number in it tells it too. */
export const HeatMap = memo(function HeatMap({
  title,
  providerId,
  dimension,
  cells,
  headingLevel: Heading = 'h3',
}: HeatMapProps) {
  const isNamed = cells.length <= NAMED_UP_TO;
  return (
    <section aria-label={title} className="evenkeel-stack">
      {byZone(cells).map(({ zone, cells: ofZone }) => (
        <div key={zone}>
          <Heading className="evenkeel-heat-zone">
            {zone} <span className="evenkeel-muted">{hostsInWords(ofZone.length)}</span>
          </Heading>
          <ul
            className={`evenkeel-heat ${isNamed ? 'evenkeel-heat-named' : ''}`}
            aria-label={`${title}: ${zone}`}
          >
            {ofZone.map((cell) => (
              <li key={cell.host}>
                <Cell cell={cell} providerId={providerId} dimension={dimension} isNamed={isNamed} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
});

interface CellProps extends Pick<HeatMapProps, 'providerId' | 'dimension'> {
  cell: HeatCell;
  isNamed: boolean;
}

function Cell({ cell: { host, load, note }, providerId, dimension, isNamed }: CellProps) {
  const words = `${host}: ${DIMENSION_WORDS[dimension]} ${percent(load)}${note ? `. ${note}` : ''}`;
  const level = load === null ? 'unknown' : levelOf(load);
  return (
    <Link
      to="/hosts"
      search={{ provider: providerId, search: host }}
      title={words}
      className={`evenkeel-heat-cell evenkeel-heat-${level} ${note ? 'evenkeel-heat-out' : ''}`}
    >
      <span className={isNamed ? 'evenkeel-heat-name' : 'pf-v6-screen-reader'}>{host}</span>
      <span>
        <span className="pf-v6-screen-reader"> {DIMENSION_WORDS[dimension]} </span>
        {load === null ? '?' : Math.round(load * 100)}
        <span className="pf-v6-screen-reader">
          {load === null ? ' not told' : ' %'}
          {note && `. ${note}`}
        </span>
      </span>
    </Link>
  );
}

/** What the colours and the stripes mean. */
export function HeatLegend() {
  return (
    <p className="evenkeel-heat-legend evenkeel-muted">
      <span>0 %</span>
      <span className="evenkeel-heat-scale" aria-hidden="true">
        {Array.from({ length: 10 }, (_none, level) => (
          <span key={`level ${level + 1}`} className={`evenkeel-heat-${level}`} />
        ))}
      </span>
      <span>100 %</span>
      <span>The number is the load in percent. Dashed: takes no part now. ?: not told.</span>
    </p>
  );
}

const hostsInWords = (count: number) => (count === 1 ? '1 host' : `${count} hosts`);
