/** Which server a command speaks to, and as whom. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { refusal } from '../errors.ts';

/** Where a server started in this directory keeps its data, unless it was told otherwise. */
const DEFAULT_DATA = '.evenkeel';

/** What the server writes for whoever may read its data directory. */
const Owner = z.object({ url: z.url(), ownerToken: z.string().min(1) });
export type Owner = z.infer<typeof Owner>;

export function dataDirectory(named?: string): string {
  return resolve(named || process.env.EVENKEEL_DATA || DEFAULT_DATA);
}

/** Reads DATA/owner.json. Throws a refusal that says which file, and why it can not be had. */
export async function readOwner(directory: string): Promise<Owner> {
  const path = join(directory, 'owner.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') {
      const nextStep = 'Run this command as the user who started the server.';
      throw refusal('data-not-readable', `${path} may not be read by this user.`, nextStep);
    }
    const nextStep = 'Start the server with `npm start`, or name its data directory with --data DIR.';
    throw refusal('data-not-found', `There is no running server's data in ${directory}.`, nextStep);
  }
  try {
    return Owner.parse(JSON.parse(text));
  } catch {
    const nextStep = 'Start the server again: it writes the file anew.';
    throw refusal('data-not-valid', `${path} is not what an Evenkeel server writes.`, nextStep);
  }
}

/** The address: --url or EVENKEEL_URL, else that of the server whose data directory is here. Without a slash at its end. */
export async function findServerUrl(named?: string): Promise<string> {
  if (named) return checkedUrl(named);
  const owner = await readOwner(dataDirectory()).catch(() => null);
  if (owner) return checkedUrl(owner.url);
  throw refusal(
    'no-server',
    `No Evenkeel server is named, and none runs on the data directory ${dataDirectory()}.`,
    'Set EVENKEEL_URL (or give --url), such as http://127.0.0.1:8480; or run this where the server is started.',
  );
}

export function requireToken(token: string | undefined): string {
  if (token && /^[\x21-\x7e]+$/.test(token)) return token;
  const nextStep =
    'Where the server runs, make one with: export EVENKEEL_TOKEN=$(npx evenkeel token create). Elsewhere ask its owner for one.';
  if (token) throw refusal('token-not-valid', 'EVENKEEL_TOKEN is no API token.', nextStep);
  throw refusal('no-token', 'EVENKEEL_TOKEN is not set, so the server would not answer.', nextStep);
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
    const nextStep = 'Give an address such as http://127.0.0.1:8480 or https://evenkeel.example.org.';
    throw refusal('url-not-valid', `"${text}" is not an address of a server.`, nextStep);
  }
  return url.href.replace(/\/+$/, '');
}
