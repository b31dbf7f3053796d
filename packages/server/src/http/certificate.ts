/** The certificate of the server: two files, looked at again while it runs, as whoever renews them only changes the files. */
import { readFileSync, type StatsListener, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext } from 'node:tls';

export interface CertificateFiles {
  /** The certificate and those between it and its authority, in PEM. */
  certFile: string;
  keyFile: string;
}

export interface KeyPair {
  cert: Buffer;
  key: Buffer;
}

export interface Certificate {
  current(): KeyPair;
  /** Is told each pair that fits together, as soon as both files have it. */
  onChange(use: (pair: KeyPair) => void): void;
  close(): void;
}

/** Links are followed, so that a file put in place by a link counts as changed. */
const LOOK_MS = 5_000;

/**
 * Throws when a file can not be read or the two do not belong together. Later such a pair is only told to `onProblem`:
 * while they are being replaced they do not fit, and the server goes on with those it has.
 */
export function openCertificate(
  { certFile, keyFile }: CertificateFiles,
  onProblem: (error: Error) => void,
  lookMs = LOOK_MS,
): Certificate {
  const read = (): KeyPair => {
    const pair = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
    createSecureContext(pair);
    return pair;
  };
  let pair = read();
  const users: ((pair: KeyPair) => void)[] = [];
  const look: StatsListener = () => {
    try {
      const found = read();
      if (found.cert.equals(pair.cert) && found.key.equals(pair.key)) return;
      pair = found;
      for (const use of users) use(pair);
    } catch (error) {
      onProblem(error as Error);
    }
  };
  const files = [certFile, keyFile];
  for (const file of files) watchFile(file, { interval: lookMs, persistent: false }, look);
  return {
    current: () => pair,
    onChange: (use) => users.push(use),
    close: () => {
      for (const file of files) unwatchFile(file, look);
    },
  };
}
