export { type CloudOptions, createCloud } from './cloud.ts';
export { type LoadCloudsOptions, loadClouds } from './clouds-yaml.ts';
export * from './errors.ts';
export { compareMicroversions } from './microversion.ts';
export * from './types.ts';
