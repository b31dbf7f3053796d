import type { MoveSample, ProbeResult } from '@evenkeel/contract';
import { Content, ExpandableSection } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { formatBytes } from '../parts/bytes.ts';
import { formatDuration } from '../parts/durations.ts';
import { Moment } from '../parts/moment.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { type Curve, type CurveFrame, curvesOf, frameOf, markOf, pathOf } from './copy-curve.ts';

const FEWEST_SAMPLES = 2;
/** Rows of the table that says the same as the curve; a copy of hours has hundreds of samples. */
const MOST_ROWS = 40;

interface CopyChartProps {
  samples: readonly MoveSample[];
  /** Of the instance. */
  name: string;
  isOver: boolean;
  /** The longest time in which the guest did not answer its probe. */
  silence: ProbeResult['longestGap'];
}

/** Bytes that remain over time: a line that does not fall will not come to its end. */
export default function CopyChart({ samples, name, isOver, silence }: CopyChartProps) {
  const [isTable, setTable] = useState(false);
  const curves = curvesOf(samples);
  if (curves.length === 0 || samples.length < FEWEST_SAMPLES) {
    return <Content component="p">There are too few figures for a curve.</Content>;
  }
  return (
    <>
      <Picture
        curves={curves}
        frame={frameOf(curves, silence ? [Date.parse(silence.at)] : [])}
        name={name}
        isOver={isOver}
        silence={silence}
      />
      <ExpandableSection
        toggleText={isTable ? 'Hide the figures' : 'The same as figures'}
        isExpanded={isTable}
        onToggle={(_event, open) => setTable(open)}
      >
        {isTable && <Figures samples={samples} />}
      </ExpandableSection>
    </>
  );
}

interface PictureProps {
  curves: Curve[];
  frame: CurveFrame;
  name: string;
  isOver: boolean;
  silence: ProbeResult['longestGap'];
}

function Picture({ curves, frame, name, isOver, silence }: PictureProps) {
  const span = frame.toMs - frame.fromMs;
  const words = curves
    .map(({ kind, points }) => `${kind} ${formatBytes(points.at(-1)?.bytes ?? 0)} left`)
    .join(', ');
  return (
    <figure className="evenkeel-curve">
      <figcaption>
        Bytes left over time
        {curves.map(({ kind, points }) => (
          <span key={kind} className={`evenkeel-curve-key evenkeel-curve-${kind.toLowerCase()}`}>
            <svg viewBox="0 0 24 8" aria-hidden="true">
              <path d="M0 4 H24" />
            </svg>
            {kind}, {isOver ? 'at last' : 'now'} {formatBytes(points.at(-1)?.bytes ?? 0)}
          </span>
        ))}
        {silence && (
          <span className="evenkeel-curve-key evenkeel-curve-silence">
            <svg viewBox="0 0 24 8" aria-hidden="true">
              <path d="M12 0 V8" />
            </svg>
            The guest did not answer for {silence.ms} ms
          </span>
        )}
      </figcaption>
      <div className="evenkeel-curve-scale" aria-hidden="true">
        <span>{formatBytes(frame.most)}</span>
        <span>{formatBytes(frame.most / 2)}</span>
        <span>0</span>
      </div>
      <svg
        className="evenkeel-curve-box"
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={`${name}: ${words} after ${formatDuration(span)}; the same stands as figures below`}
      >
        <path className="evenkeel-curve-grid" d="M0 0 H100 M0 50 H100 M0 100 H100" />
        {curves.map((curve) => (
          <path
            key={curve.kind}
            className={`evenkeel-curve-${curve.kind.toLowerCase()}`}
            d={pathOf(curve, frame)}
          />
        ))}
        {silence && <path className="evenkeel-curve-silence" d={markOf(Date.parse(silence.at), frame)} />}
      </svg>
      <div className="evenkeel-curve-time" aria-hidden="true">
        <span>
          <Moment at={new Date(frame.fromMs).toISOString()} />
        </span>
        <span>{formatDuration(span)} later</span>
      </div>
    </figure>
  );
}

function Figures({ samples }: { samples: readonly MoveSample[] }) {
  const step = Math.ceil(samples.length / MOST_ROWS);
  const shown = samples.filter((_sample, index) => index % step === 0 || index === samples.length - 1);
  return (
    <ScrollingTable aria-label="Bytes left over time">
      <Thead>
        <Tr>
          <Th>At</Th>
          <Th>Memory left</Th>
          <Th>Memory copied</Th>
          <Th>Disk left</Th>
          <Th>Disk copied</Th>
        </Tr>
      </Thead>
      <Tbody>
        {shown.map((sample) => (
          <Tr key={sample.at}>
            <Td dataLabel="At">
              <Moment at={sample.at} />
            </Td>
            <Td dataLabel="Memory left">{bytesOr(sample.memoryRemainingBytes)}</Td>
            <Td dataLabel="Memory copied">{bytesOr(sample.memoryProcessedBytes)}</Td>
            <Td dataLabel="Disk left">{bytesOr(sample.diskRemainingBytes)}</Td>
            <Td dataLabel="Disk copied">{bytesOr(sample.diskProcessedBytes)}</Td>
          </Tr>
        ))}
      </Tbody>
    </ScrollingTable>
  );
}

const bytesOr = (bytes: number | null) => (bytes === null ? '–' : formatBytes(bytes));
