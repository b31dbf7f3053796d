#!/usr/bin/env node
// Runs the sources, put into one file; as they are where that can not be done.
import { bundled } from './bundle.js';

const file = await bundled();
if (file) {
  await import(file);
} else {
  const { register } = await import('tsx/esm/api');
  register();
  await import('../src/main.ts');
}
