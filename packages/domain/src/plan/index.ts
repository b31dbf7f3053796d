export * from './balance.ts';
export type { MeasuredUse } from './balance-loads.ts';
export * from './balance-recheck.ts';
export * from './balance-types.ts';
export * from './compatibility.ts';
export * from './groups.ts';
export * from './model.ts';
export * from './snapshot.ts';
