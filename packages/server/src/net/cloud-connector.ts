import { CloudError, type CloudOptions } from '@evenkeel/openstack';
import { guardedConnector } from './connector.ts';
import type { Networks } from './networks.ts';

/**
 * For the client of a cloud that somebody added by the API. Not the address of Keystone alone is judged but each one its
 * catalog names: a catalog is what a stranger says too. A refused one is a CloudError of kind `configuration`.
 */
export function cloudConnector(networks: Networks): NonNullable<CloudOptions['connector']> {
  return (connect) => {
    const guarded = guardedConnector({ purpose: 'cloud', networks, connect });
    return (options, callback) =>
      guarded(options, (...[error, socket]) => {
        if (socket) callback(null, socket);
        else callback(inWordsOfTheClient(error), null);
      });
  };
}

function inWordsOfTheClient(error: Error | null): Error {
  const refused = error?.name === 'DomainRefusal';
  return refused ? new CloudError('configuration', error.message) : (error ?? new Error('No connection.'));
}
