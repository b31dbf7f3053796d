export * from './causes.ts';
export * from './controls.ts';
export * from './facts.ts';
export * from './move.ts';
export * from './obstacles.ts';
export * from './progress.ts';
export * from './refusals.ts';
export * from './verdict.ts';
