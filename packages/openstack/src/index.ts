export * from './compute.ts';
export * from './errors.ts';
export * from './identity.ts';
export * from './live-migrate.ts';
export * from './microversion.ts';
export * from './transport.ts';
export * from './types.ts';
