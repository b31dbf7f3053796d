import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { parse, YAMLError } from 'yaml';
import { CloudError } from './errors.ts';
import type { CloudAuthentication, CloudConnection } from './types.ts';

export interface LoadCloudsOptions {
  /** Where the OS_* variables are read; the process's own by default. */
  environment?: Record<string, string | undefined>;
  /** Where clouds.yaml and secure.yaml are looked for, in this order; the standard search path by default. */
  directories?: string[];
  /** Told of each cloud that can not be used, instead of an error that ends the reading of all. */
  onUnusable?: (name: string, reason: CloudError) => void;
}

/** Every scalar is text: a password such as 0123 or 1e5 stays as it was written. */
type Value = string | Value[] | { [key: string]: Value };
type Section = { [key: string]: Value };

/** The name under which the OS_* variables appear, as in openstacksdk. */
const ENVIRONMENT_CLOUD = 'envvars';
const EXTENSIONS = ['.yaml', '.yml', '.json'];

/**
 * The clouds of the standard places, by name: the first clouds.yaml of OS_CLIENT_CONFIG_FILE, the working directory,
 * ~/.config/openstack and /etc/openstack, with the first secure.yaml (or OS_CLIENT_SECURE_FILE) laid over it, and the
 * OS_* variables as the cloud `envvars` when OS_AUTH_URL is set. Profiles of vendors are not read.
 * Throws CloudError `configuration` that names the file and the cloud, and never repeats what a file says.
 * Source: docs.openstack.org/openstacksdk/latest/user/config/configuration.html
 */
export async function loadClouds(options: LoadCloudsOptions = {}): Promise<Map<string, CloudConnection>> {
  const environment = options.environment ?? process.env;
  const home = environment.HOME ?? homedir();
  const directories = options.directories ?? ['.', join(home, '.config', 'openstack'), '/etc/openstack'];
  const main = await firstFile('clouds', environment.OS_CLIENT_CONFIG_FILE, directories);
  const secure = await firstFile('secure', environment.OS_CLIENT_SECURE_FILE, directories);

  const found = new Map<string, CloudConnection>();
  async function add(name: string, where: string, section: Value): Promise<void> {
    try {
      found.set(name, await connectionOf(section, where, home));
    } catch (error) {
      if (!options.onUnusable || !(error instanceof CloudError)) throw error;
      options.onUnusable(name, error);
    }
  }
  const sections = main ? merge(cloudsOf(main), secure ? cloudsOf(secure) : {}) : {};
  for (const [name, section] of Object.entries(sections)) {
    await add(name, `The cloud "${name}" of ${main?.path}`, section);
  }
  if (environment.OS_AUTH_URL) {
    await add(ENVIRONMENT_CLOUD, 'The cloud of the OS_* variables', sectionOfEnvironment(environment));
  }
  return found;
}

interface ReadFile {
  path: string;
  content: Value;
}

async function firstFile(
  name: string,
  named: string | undefined,
  directories: string[],
): Promise<ReadFile | null> {
  if (named) {
    const file = await readYaml(named);
    if (file) return file;
    throw new CloudError('configuration', `${named}, which the environment names, is not there.`);
  }
  for (const directory of directories) {
    for (const extension of EXTENSIONS) {
      const file = await readYaml(join(directory, name + extension));
      if (file) return file;
    }
  }
  return null;
}

/** Null when there is no such file. */
async function readYaml(path: string): Promise<ReadFile | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new CloudError('configuration', `${path} can not be read (${code}).`);
  }
  try {
    return { path, content: (parse(text, { schema: 'failsafe', merge: true }) ?? {}) as Value };
  } catch (error) {
    // The parser's own message quotes the line, and so perhaps a password.
    const line = error instanceof YAMLError ? error.linePos?.[0].line : undefined;
    const at = line === undefined ? '' : ` (line ${line})`;
    throw new CloudError('configuration', `${path} is not valid YAML${at}.`);
  }
}

function cloudsOf(file: ReadFile): Section {
  const clouds = isSection(file.content) ? file.content.clouds : undefined;
  if (clouds === undefined || clouds === '') return {};
  if (isSection(clouds)) return clouds;
  throw new CloudError('configuration', `"clouds" in ${file.path} is not a group of clouds.`);
}

/** Each setting of `over` replaces the one of `base`; groups are merged setting by setting. */
function merge(base: Section, over: Section): Section {
  const merged: Section = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const present = merged[key];
    merged[key] =
      present !== undefined && isSection(present) && isSection(value) ? merge(present, value) : value;
  }
  return merged;
}

function isSection(value: Value | undefined): value is Section {
  return typeof value === 'object' && !Array.isArray(value);
}

/** The first of these settings that is a text with something in it. */
function text(section: Section, ...names: string[]): string | null {
  for (const name of names) {
    const value = section[name];
    if (typeof value === 'string' && value !== '' && value !== 'null' && value !== '~') return value;
  }
  return null;
}

async function connectionOf(section: Value, where: string, home: string): Promise<CloudConnection> {
  if (!isSection(section)) throw new CloudError('configuration', `${where} is not a group of settings.`);
  const auth = isSection(section.auth) ? section.auth : {};
  const authUrl = text(auth, 'auth_url');
  if (authUrl === null) throw missing(where, 'auth.auth_url');
  if (!URL.canParse(authUrl) || !/^https?:/.test(authUrl))
    throw new CloudError('configuration', `${where} has an auth.auth_url that is no HTTP address.`);
  const certificate = text(section, 'cacert');
  return {
    authUrl,
    region: regionOf(section),
    interface: interfaceOf(section, where),
    verify: !isYes(text(section, 'insecure')) && !isNo(text(section, 'verify')),
    caCertificate: certificate === null ? null : await readCertificate(certificate, where, home),
    auth: authenticationOf(section, auth, where),
  };
}

/** Without region_name the first of `regions`, as openstacksdk does. */
function regionOf(section: Section): string | null {
  const named = text(section, 'region_name');
  if (named !== null || !Array.isArray(section.regions)) return named;
  const first = section.regions[0];
  return typeof first === 'string' ? first : isSection(first) ? text(first, 'name') : null;
}

function interfaceOf(section: Section, where: string): CloudConnection['interface'] {
  // The old spelling is publicURL.
  const word = (text(section, 'interface', 'endpoint_type') ?? 'public').replace(/URL$/, '');
  if (word === 'public' || word === 'internal' || word === 'admin') return word;
  throw new CloudError('configuration', `${where} has an interface other than public, internal and admin.`);
}

async function readCertificate(path: string, where: string, home: string): Promise<string> {
  const expanded = path.startsWith('~/') ? join(home, path.slice(2)) : path;
  try {
    return await readFile(isAbsolute(expanded) ? expanded : join(process.cwd(), expanded), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CloudError('configuration', `${where} has a cacert that can not be read: ${path} (${code}).`);
  }
}

function authenticationOf(section: Section, auth: Section, where: string): CloudAuthentication {
  const type =
    text(section, 'auth_type') ??
    (text(auth, 'application_credential_id') ? 'v3applicationcredential' : 'password');
  if (type === 'v3applicationcredential') {
    const id = text(auth, 'application_credential_id');
    const secret = text(auth, 'application_credential_secret');
    if (id === null) throw missing(where, 'auth.application_credential_id');
    if (secret === null) throw missing(where, 'auth.application_credential_secret');
    return { type: 'application-credential', id, secret };
  }
  if (type !== 'password' && type !== 'v3password') {
    throw new CloudError(
      'configuration',
      `${where} has an auth_type other than password and v3applicationcredential.`,
    );
  }
  const username = text(auth, 'username');
  const password = text(auth, 'password');
  if (username === null) throw missing(where, 'auth.username');
  if (password === null) throw missing(where, 'auth.password');
  return {
    type: 'password',
    username,
    password,
    userDomain: text(auth, 'user_domain_name', 'domain_name') ?? 'Default',
    userDomainId: text(auth, 'user_domain_id', 'domain_id'),
    projectName: text(auth, 'project_name', 'tenant_name'),
    projectId: text(auth, 'project_id', 'tenant_id'),
    projectDomain: text(auth, 'project_domain_name', 'domain_name') ?? 'Default',
    projectDomainId: text(auth, 'project_domain_id', 'domain_id'),
  };
}

function sectionOfEnvironment(environment: Record<string, string | undefined>): Section {
  const section: Section = {};
  const auth: Section = {};
  const settings = ['region_name', 'interface', 'endpoint_type', 'cacert', 'verify', 'insecure', 'auth_type'];
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('OS_') || value === undefined) continue;
    const key = name.slice(3).toLowerCase();
    if (settings.includes(key)) section[key] = value;
    else auth[key] = value;
  }
  return { ...section, auth };
}

function missing(where: string, setting: string): CloudError {
  return new CloudError('configuration', `${where} lacks ${setting}.`);
}

function isYes(word: string | null): boolean {
  return word !== null && /^(true|yes|on|1)$/i.test(word);
}

function isNo(word: string | null): boolean {
  return word !== null && /^(false|no|off|0)$/i.test(word);
}
