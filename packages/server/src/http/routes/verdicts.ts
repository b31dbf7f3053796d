/** Which host could take an instance, and why the others can not. Reads of the cloud at most; nothing is changed there. */
import { InstanceVerdicts, VerdictsQuery } from '@evenkeel/contract';
import { notFound } from '../errors.ts';
import { seenVerdicts } from '../seen-verdicts.ts';
import type { HttpServices } from '../services.ts';
import { failures, InstanceParams, type Server } from './common.ts';

export function verdictRoutes(server: Server, { db, runner }: Pick<HttpServices, 'db' | 'runner'>): void {
  server.get(
    '/api/v1/providers/:providerId/instances/:instanceId/verdicts',
    {
      schema: {
        summary: 'The verdict of each host for one instance, as the preflight gives it',
        params: InstanceParams,
        querystring: VerdictsQuery.strict(),
        response: { 200: InstanceVerdicts, ...failures },
      },
    },
    async (request) => {
      const { providerId, instanceId } = request.params;
      const { block, diskOverCommit } = request.query;
      const judged = await runner.preflight({
        instances: [{ providerId, id: instanceId }],
        options: { host: null, blockMigration: block, diskOverCommit: diskOverCommit === 'true' },
      });
      const { instances } = await seenVerdicts(db, judged);
      const [found] = instances;
      if (!found) throw notFound('instance');
      return found;
    },
  );
}
