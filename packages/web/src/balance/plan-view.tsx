import type { BalancePlan, LoadDimension } from '@evenkeel/contract';
import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { useMemo, useState } from 'react';
import { DIMENSIONS } from './balance-search.ts';
import { DimensionSelect } from './dimension-select.tsx';
import { Distribution } from './distribution.tsx';
import { cellsOfPlan } from './heat.ts';
import { HeatLegend, HeatMap } from './heat-map.tsx';
import { PlanActions } from './plan-actions.tsx';
import { PlanHosts } from './plan-hosts.tsx';
import { PlanProgress } from './plan-progress.tsx';
import { PlanSteps } from './plan-steps.tsx';
import { PlanSummary } from './plan-summary.tsx';

/** One plan, whole. Its edits live here until it is planned again: make it anew for another plan (by its id as key). */
export function PlanView({ plan }: { plan: BalancePlan }) {
  const [edits, setEdits] = useState(plan.edits);
  const known = DIMENSIONS.filter((dimension) => plan.hosts.some(({ before }) => before[dimension] !== null));
  const [chosen, setDimension] = useState<LoadDimension>(() => mainOf(plan));
  const dimension = known.includes(chosen) ? chosen : (known[0] ?? chosen);
  const [before, after] = useMemo(
    () => (['before', 'after'] as const).map((when) => cellsOfPlan(plan.hosts, dimension, when)),
    [plan.hosts, dimension],
  );
  const isOpen = plan.status === 'preview' || plan.status === 'waiting';
  const onEdit = isOpen ? setEdits : null;
  return (
    <div className="evenkeel-stack">
      <PlanSummary plan={plan} />
      <PlanActions plan={plan} edits={edits} />
      {plan.runId && <PlanProgress runId={plan.runId} />}
      {plan.steps.length > 0 && (
        <Card>
          <CardTitle component="h2">Moves</CardTitle>
          <CardBody>
            <PlanSteps plan={plan} edits={edits} onEdit={onEdit} />
          </CardBody>
        </Card>
      )}
      <Card>
        <CardTitle component="h2">Before and after</CardTitle>
        <CardBody className="evenkeel-stack">
          <DimensionSelect dimensions={known} value={dimension} onChange={setDimension} />
          <HeatLegend />
          <div className="evenkeel-side-by-side">
            <Half title="Before" providerId={plan.providerId} dimension={dimension} cells={before ?? []} />
            <Half title="After" providerId={plan.providerId} dimension={dimension} cells={after ?? []} />
          </div>
          <Distribution hosts={plan.hosts} dimension={dimension} />
          <PlanHosts plan={plan} dimension={dimension} edits={edits} onEdit={onEdit} />
        </CardBody>
      </Card>
    </div>
  );
}

function Half(props: Parameters<typeof HeatMap>[0]) {
  return (
    <div>
      <strong>{props.title}</strong>
      <HeatMap {...props} />
    </div>
  );
}

/** What the plan is about: the dimension that counts most. */
function mainOf({ settings: { goal } }: BalancePlan): LoadDimension {
  if (!('weights' in goal)) return 'memory';
  const { weights } = goal;
  return DIMENSIONS.toSorted((one, other) => (weights[other] ?? 0) - (weights[one] ?? 0))[0] ?? 'memory';
}
