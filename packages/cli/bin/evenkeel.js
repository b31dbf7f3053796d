#!/usr/bin/env node
// Runs the TypeScript sources as they are: there is nothing to build before the command works.
import { register } from 'tsx/esm/api';

register();
await import('../src/main.ts');
