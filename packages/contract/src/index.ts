export * from './errors.ts';
export * from './events.ts';
export * from './history.ts';
export * from './hosts.ts';
export * from './instances.ts';
export * from './moves.ts';
export * from './providers.ts';
export * from './session.ts';
