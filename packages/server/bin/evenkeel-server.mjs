#!/usr/bin/env node
// Runs the TypeScript sources as they are, in this very process: a signal needs to be passed on to nobody.
import { register } from 'tsx/esm/api';

register();
const { run } = await import('../src/start/run.ts');
await run(process.argv.slice(2));
