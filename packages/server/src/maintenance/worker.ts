/** The thread in which plans of big clouds are made. */
import { answerCalls } from '../threads/answering.ts';
import { createPlanning } from './planning.ts';
import type { PlanCall } from './thread.ts';

answerCalls<PlanCall, unknown>((db) => {
  const planning = createPlanning(db);
  return (call) => (call.what === 'drains' ? planning.drains(...call.with) : planning.return(...call.with));
});
