export * from './errors.ts';
export * from './types.ts';
// Still to come: createCloud(connection: CloudConnection, options?): Cloud  (cloud.ts)
// and loadClouds(options?): Promise<Map<string, CloudConnection>>  (clouds-yaml.ts, with secure.yaml and OS_*)
