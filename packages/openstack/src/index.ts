export { type CloudOptions, createCloud } from './cloud.ts';
export { type LoadCloudsOptions, loadClouds } from './clouds-yaml.ts';
export * from './errors.ts';
export { compareMicroversions } from './microversion.ts';
export { type Person, type PersonalCredentials, readPerson } from './person.ts';
export * from './types.ts';
