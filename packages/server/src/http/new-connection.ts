/** Whether a cloud can be reached by what somebody typed, and if not, what to mend. */
import { X509Certificate } from 'node:crypto';
import { type CloudConnection, CloudError } from '@evenkeel/openstack';
import { Refusal } from './errors.ts';
import type { HttpServices } from './services.ts';

/** For the whole of signing in and reading versions. A person waits. */
const IDENTIFY_MS = 15_000;

/** What the schema can not say. Throws a Refusal that names the field. */
export function refuseUnusable({ authUrl, caCertificate }: CloudConnection): void {
  const { protocol, username, password } = new URL(authUrl);
  if (!/^https?:$/.test(protocol)) throw badField('"authUrl" must begin with https:// or http://.');
  // An address is shown to everybody who may look at providers.
  if (username || password)
    throw badField('"authUrl" must hold no user and no password: those belong in "auth".');
  if (caCertificate !== null && !isCertificate(caCertificate))
    throw badField('"caCertificate" must be a certificate in PEM (-----BEGIN CERTIFICATE-----).');
}

function badField(sentence: string): Refusal {
  return new Refusal(400, 'bad-request', sentence);
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).raw.length > 0;
  } catch {
    return false;
  }
}

/**
 * Signs in with the connection, finds Nova in the region's catalog and reads its versions.
 * Throws a Refusal for what the person can mend (422), else CloudError, as for a cloud that is down.
 */
export async function identify(
  { connect, identifyMs = IDENTIFY_MS }: Pick<HttpServices, 'connect' | 'identifyMs'>,
  connection: CloudConnection,
): Promise<{ computeMaximum: string }> {
  const cloud = connect(connection);
  const signal = AbortSignal.timeout(identifyMs);
  // The race, because a connection that hangs before its first byte does not see every signal.
  const tooLate = new Promise<never>((_resolve, reject) => {
    const sentence = `The cloud did not answer within ${identifyMs / 1000} seconds.`;
    signal.addEventListener('abort', () => reject(new CloudError('timeout', sentence)));
  });
  tooLate.catch(() => undefined); // when the cloud answered, nobody waits for it any more
  try {
    return await Promise.race([cloud.identify(signal), tooLate]);
  } catch (error) {
    throw error instanceof CloudError ? inTheWordsOfTheForm(error, connection) : error;
  } finally {
    // Not waited for: what hangs would hold up the answer.
    void cloud.close().catch(() => undefined);
  }
}

function inTheWordsOfTheForm(error: CloudError, { authUrl }: CloudConnection): Error {
  const { cloudMessage, requestId } = error;
  const mend = (code: string, message: string, nextStep: string) =>
    new Refusal(422, code, message, { cloudMessage, requestId, nextStep });
  if (error.kind === 'unauthorized') {
    return mend(
      'cloud-sign-in-refused',
      `The cloud at ${authUrl} does not accept the user, the password or secret, or the project.`,
      'Check the user, the password or secret, the project and their domains.',
    );
  }
  if (error.kind === 'configuration')
    return mend('cloud-configuration', error.message, 'Check the region, the interface and the project.');
  if (error.kind === 'unexpected-answer' || error.status === 404) {
    return mend(
      'cloud-unexpected-answer',
      `This is not how an OpenStack cloud answers: ${error.message}`,
      'Check that the address is the one of Keystone (such as https://cloud.example:5000/v3), and not of a proxy or a dashboard.',
    );
  }
  return error;
}
