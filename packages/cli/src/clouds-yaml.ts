/**
 * One cloud of clouds.yaml as the API takes it: the file is read here, where the person is, and sent to the server.
 * Source: docs.openstack.org/openstacksdk/latest/user/config/configuration.html. Profiles of vendors are not read.
 */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { NewProvider } from '@evenkeel/contract';
import { parse, YAMLError } from 'yaml';
import { refusal } from './errors.ts';

/** Every scalar is text: a password such as 0123 or 1e5 stays as it was written. */
type Value = string | Value[] | { [key: string]: Value };
type Section = { [key: string]: Value };
type Environment = Readonly<Record<string, string | undefined>>;

const EXTENSIONS = ['yaml', 'yml', 'json'];

/**
 * The cloud of this name with secure.yaml laid over it, to be called `provider` in Evenkeel. Throws a refusal that names
 * the file and the setting, and never repeats what a file says: it may be a secret.
 */
export async function readCloud(
  cloud: string,
  provider: { name: string; region?: string },
  environment: Environment = process.env,
): Promise<NewProvider> {
  const main = await firstFile('clouds', environment.OS_CLIENT_CONFIG_FILE, environment);
  if (!main) {
    const nextStep = 'Write one there, or name it in OS_CLIENT_CONFIG_FILE.';
    throw invalid(`There is no clouds.yaml in ${directories(environment).join(', ')}.`, nextStep);
  }
  const secure = await firstFile('secure', environment.OS_CLIENT_SECURE_FILE, environment);
  const clouds = secure ? merge(cloudsOf(main), cloudsOf(secure)) : cloudsOf(main);
  const section = Object.hasOwn(clouds, cloud) ? clouds[cloud] : undefined;
  if (section === undefined) {
    const names = Object.keys(clouds).join(', ') || 'none';
    throw invalid(`${main.path} has no cloud "${cloud}".`, `The clouds it has: ${names}.`);
  }
  const where = `The cloud "${cloud}" of ${main.path}`;
  if (!isSection(section)) throw invalid(`${where} is not a group of settings.`);
  return providerOf(section, where, provider, environment);
}

interface ConfigurationFile {
  path: string;
  content: Value;
}

function directories(environment: Environment): string[] {
  const home = environment.HOME ?? homedir();
  const configuration = environment.XDG_CONFIG_HOME || join(home, '.config');
  return [process.cwd(), join(configuration, 'openstack'), '/etc/openstack'];
}

async function firstFile(
  name: string,
  named: string | undefined,
  environment: Environment,
): Promise<ConfigurationFile | null> {
  if (named) {
    const file = await readYaml(named);
    if (file) return file;
    throw invalid(`${named}, which the environment names, is not there.`);
  }
  for (const directory of directories(environment)) {
    for (const extension of EXTENSIONS) {
      const file = await readYaml(join(directory, `${name}.${extension}`));
      if (file) return file;
    }
  }
  return null;
}

/** Null when there is no such file. */
async function readYaml(path: string): Promise<ConfigurationFile | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw invalid(`${path} can not be read (${code}).`);
  }
  try {
    return { path, content: (parse(text, { schema: 'failsafe', merge: true }) ?? {}) as Value };
  } catch (error) {
    // The parser's own message quotes the line, and so perhaps a password.
    const line = error instanceof YAMLError ? error.linePos?.[0].line : undefined;
    throw invalid(`${path} is not valid YAML${line === undefined ? '' : ` (line ${line})`}.`);
  }
}

function cloudsOf(file: ConfigurationFile): Section {
  const clouds = isSection(file.content) ? file.content.clouds : undefined;
  if (clouds === undefined || clouds === '') return {};
  if (isSection(clouds)) return clouds;
  throw invalid(`"clouds" in ${file.path} is not a group of clouds.`);
}

/** Each setting of `over` replaces the one of `base`; groups are merged setting by setting. */
function merge(base: Section, over: Section): Section {
  const merged: Section = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const present = merged[key];
    const both = present !== undefined && isSection(present) && isSection(value);
    merged[key] = both ? merge(present, value) : value;
  }
  return merged;
}

async function providerOf(
  section: Section,
  where: string,
  provider: { name: string; region?: string },
  environment: Environment,
): Promise<NewProvider> {
  const auth = isSection(section.auth) ? section.auth : {};
  const certificate = text(section, 'cacert');
  // Whether the certificate is checked is a yes or no; both words for it are openstacksdk's.
  const unchecked = /^(true|yes|on|1)$/i.test(text(section, 'insecure') ?? '');
  const checked = !/^(false|no|off|0)$/i.test(text(section, 'verify') ?? '');
  const wanted = {
    name: provider.name,
    authUrl: required(auth, where, 'auth_url'),
    region: provider.region ?? regionOf(section),
    // The old spelling is publicURL.
    interface: (text(section, 'interface', 'endpoint_type') ?? 'public').replace(/URL$/, ''),
    verify: checked && !unchecked,
    caCertificate: certificate === null ? null : await readCertificate(certificate, where, environment),
    auth: authenticationOf(section, auth, where),
  };
  const result = NewProvider.safeParse(wanted);
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw invalid(`${where} has a setting that can not be used: ${fields}.`);
}

function authenticationOf(section: Section, auth: Section, where: string): unknown {
  const isCredential = text(auth, 'application_credential_id') !== null;
  const type = text(section, 'auth_type') ?? (isCredential ? 'v3applicationcredential' : 'password');
  if (type === 'v3applicationcredential') {
    return {
      type: 'application-credential',
      id: required(auth, where, 'application_credential_id'),
      secret: required(auth, where, 'application_credential_secret'),
    };
  }
  if (type !== 'password' && type !== 'v3password') {
    throw invalid(`${where} has an auth_type other than password and v3applicationcredential.`);
  }
  return {
    type: 'password',
    username: required(auth, where, 'username'),
    password: required(auth, where, 'password'),
    userDomain: text(auth, 'user_domain_name', 'domain_name') ?? 'Default',
    userDomainId: text(auth, 'user_domain_id', 'domain_id'),
    projectName: text(auth, 'project_name', 'tenant_name'),
    projectId: text(auth, 'project_id', 'tenant_id'),
    projectDomain: text(auth, 'project_domain_name', 'domain_name') ?? 'Default',
    projectDomainId: text(auth, 'project_domain_id', 'domain_id'),
  };
}

/** Without region_name the first of `regions`, as openstacksdk does. */
function regionOf(section: Section): string | null {
  const named = text(section, 'region_name');
  if (named !== null || !Array.isArray(section.regions)) return named;
  const first = section.regions[0];
  return typeof first === 'string' ? first : isSection(first) ? text(first, 'name') : null;
}

async function readCertificate(path: string, where: string, environment: Environment): Promise<string> {
  const home = environment.HOME ?? homedir();
  try {
    return await readFile(resolve(path.replace(/^~(?=\/)/, home)), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw invalid(`${where} has a cacert that can not be read: ${path} (${code}).`);
  }
}

/** The first of these settings that is a text with something in it. */
function text(section: Section, ...names: string[]): string | null {
  for (const name of names) {
    const value = section[name];
    if (typeof value === 'string' && value !== '' && value !== 'null' && value !== '~') return value;
  }
  return null;
}

function required(auth: Section, where: string, name: string): string {
  const value = text(auth, name);
  if (value === null) throw invalid(`${where} lacks auth.${name}.`);
  return value;
}

function isSection(value: Value | undefined): value is Section {
  return typeof value === 'object' && !Array.isArray(value);
}

function invalid(message: string, nextStep: string | null = null) {
  return refusal('clouds-yaml', message, nextStep);
}
