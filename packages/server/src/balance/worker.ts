/** The thread in which plans are made: a big cloud takes seconds, and the API answers meanwhile. */
import { answerCalls } from '../threads/answering.ts';
import { plan } from './planning.ts';

answerCalls((db) => (job: Parameters<typeof plan>[1]) => plan(db, job));
