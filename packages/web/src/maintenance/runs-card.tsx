import type { RunSummary } from '@evenkeel/contract';
import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { RunsTable } from '../run/runs-table.tsx';

/** The runs that carry it out, newest first. */
export function RunsCard({ runs }: { runs: readonly RunSummary[] }) {
  if (runs.length === 0) return null;
  return (
    <Card>
      <CardTitle component="h2">Runs</CardTitle>
      <CardBody>
        <RunsTable runs={runs} />
      </CardBody>
    </Card>
  );
}
