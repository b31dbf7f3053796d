// The planning thread: sets TypeScript up as bin/evenkeel-server.mjs does, and goes on in worker.ts.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
