export * from './compatibility.ts';
export * from './groups.ts';
export * from './model.ts';
export * from './snapshot.ts';
