/** Connections that go where they were judged to go: the address a name had when it was judged is the one connected to. */
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { type Purpose, refuseAddress } from './check-url.ts';
import type { Networks } from './networks.ts';

export interface ConnectorOptions {
  purpose: Purpose;
  networks: Networks;
  /** For TLS, and how long connecting may take in milliseconds. */
  connect?: buildConnector.BuildOptions;
}

/** For undici's Agent. A refused address fails the connection with DomainRefusal before a packet is sent. */
export function guardedConnector({ purpose, networks, connect }: ConnectorOptions): buildConnector.connector {
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80);
    const refused = (address: string) => {
      try {
        refuseAddress(host, address, port, purpose, networks);
        return null;
      } catch (error) {
        return error as Error;
      }
    };
    // An address needs no looking up, so the function below is never asked for one.
    const error = isIP(host) ? refused(host) : null;
    if (error) return callback(error, null);
    const lookup: LookupFunction = (name, wanted, done) =>
      systemLookup(name, { ...wanted, all: true }, (failed, addresses) => {
        if (failed) return done(failed, []);
        const bad = addresses.map(({ address }) => refused(address)).find((reason) => reason !== null);
        if (bad) return done(bad, []);
        if (wanted.all) return done(null, addresses);
        const [first] = addresses;
        done(null, first?.address ?? '', first?.family);
      });
    buildConnector({ ...connect, lookup })(options, callback);
  };
}
