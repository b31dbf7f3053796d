/** What the person at the terminal reads once Evenkeel runs; the address and how to sign in stand last. */

import { type Evenkeel, VERSION } from '../main.ts';
import type { Configuration } from './configuration.ts';
import { ADMINISTRATOR } from './first-start.ts';
import { demoProviderName } from './providers.ts';

export interface StartMessage {
  evenkeel: Pick<Evenkeel, 'demo' | 'problems' | 'newCode'>;
  configuration: Configuration;
  /** For a browser. */
  address: string;
  /** Null: the log goes to the standard error stream. */
  logFile: string | null;
}

export function startMessage({ evenkeel, configuration, address, logFile }: StartMessage): string {
  const lines = [`Evenkeel ${VERSION}`, ''];
  const say = (what: string, text: string) => lines.push(`  ${what.padEnd(10)}${text}`);
  for (const problem of evenkeel.problems) say('Not used', problem);
  if (evenkeel.demo) {
    const names = evenkeel.demo.regions.map((region) => `"${demoProviderName(region)}"`).join(' and ');
    say('Demo', `${names} are simulated: no real cloud is touched, and`);
    say('', 'what is done there is forgotten at the next start.');
    if (configuration.demo === null)
      say('', 'No clouds.yaml was found; with one, its clouds take their place.');
  }
  const database = configuration.databaseUrl === null ? 'embedded PostgreSQL' : 'PostgreSQL of DATABASE_URL';
  say('Data', `${configuration.dataDirectory} (${database})`);
  if (logFile !== null) say('Log', logFile);
  if (
    !configuration.loopbackOnly &&
    configuration.tls === null &&
    configuration.trustedProxies.length === 0
  ) {
    say('Warning', 'Others on the network reach this address, and it is not encrypted:');
    say('', 'give it a certificate (--tls-cert), or put a proxy with TLS before it.');
  }
  lines.push('');
  say('Open', address);
  if (evenkeel.newCode === null) {
    say(
      'Sign in',
      `as ${ADMINISTRATOR}, with the password you chose (the first time with the code printed then)`,
    );
    say('', '(npm start -- --reset-password prints a new code)');
  } else {
    say('Sign in', `as ${ADMINISTRATOR}, with the code  ${evenkeel.newCode}`);
    say('', 'It opens once: you choose a password then. It is not shown again.');
  }
  say('Stop', 'with Ctrl-C');
  return `${lines.join('\n')}\n`;
}
