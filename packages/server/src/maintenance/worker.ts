/** The thread in which plans of big clouds are made. */
import { answerCalls } from '../threads/answering.ts';
import { createPlanning } from './planning.ts';
import type { PlanCall } from './thread.ts';

answerCalls<PlanCall, unknown>((db) => {
  const planning = createPlanning(db);
  return (call) => {
    if (call.what === 'drains') return planning.drains(...call.with);
    if (call.what === 'evacuation') return planning.evacuation(...call.with);
    return call.what === 'return' ? planning.return(...call.with) : planning.campaign(...call.with);
  };
});
