/** Listening, and the addresses people are told. */
import { hostname } from 'node:os';
import type { FastifyInstance } from 'fastify';
import type { Configuration } from './configuration.ts';
import { RefusalToStart } from './refusal-to-start.ts';

const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Listens, and gives the port it got. Throws RefusalToStart. */
export async function listenOn(server: FastifyInstance, { host, port }: Configuration): Promise<number> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    throw inWords(error, host, port);
  }
  const address = server.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** The address for a program on this machine. */
export function localUrl({ host, hosts, tls }: Served, port: number): string {
  // A certificate is made out to a name, and hardly ever to a number.
  if (tls) return urlOf(hosts[0] ?? host, port, tls);
  return urlOf(EVERYWHERE.has(host) ? '127.0.0.1' : host, port, tls);
}

/** The address for people: where Evenkeel listens on every address, this machine's name. */
export function publicUrl({ host, hosts, tls }: Served, port: number): string {
  return urlOf(hosts[0] ?? (EVERYWHERE.has(host) ? hostname() : host), port, tls);
}

type Served = Pick<Configuration, 'host' | 'hosts' | 'tls'>;

function urlOf(host: string, port: number, tls: Configuration['tls']): string {
  return `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function inWords(error: unknown, host: string, port: number): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new RefusalToStart(
        `Port ${port} of ${host} is in use by another program. Stop that one, or choose another port with --port.`,
      );
    case 'EACCES':
      return new RefusalToStart(
        `This user may not listen on port ${port}. Choose one above 1023 with --port.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new RefusalToStart(`${host} is no address of this machine. Choose another with --host.`);
    default:
      return error;
  }
}
