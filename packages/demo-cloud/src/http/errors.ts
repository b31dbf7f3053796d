/** An answer that is not a success; each service renders it in its own form. */
export class HttpError extends Error {
  readonly status: number;
  /** Sent with the answer. */
  headers: Record<string, string> = {};

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const badRequest = (message: string): HttpError => new HttpError(400, message);
export const forbidden = (policy: string): HttpError =>
  new HttpError(403, `Policy doesn't allow ${policy} to be performed.`);
export const notFound = (message = 'The resource could not be found.'): HttpError =>
  new HttpError(404, message);
export const conflict = (message: string): HttpError => new HttpError(409, message);

/** What Nova answers when it met what it did not expect, such as a cell that does not answer. */
export function unexpected(): HttpError {
  const report =
    'Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log if possible.';
  return new HttpError(500, `Unexpected API Error. ${report}\n<class 'nova.exception.NovaException'>`);
}

const NOVA_KEYS: Record<number, string> = {
  400: 'badRequest',
  403: 'forbidden',
  404: 'itemNotFound',
  409: 'conflictingRequest',
  405: 'badMethod',
};
const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  406: 'Not Acceptable',
  409: 'Conflict',
};

/** Keystone's form, and that of its middleware in front of Nova and placement for 401. */
export function keystoneErrorBody(status: number, message: string): unknown {
  return { error: { code: status, message, title: TITLES[status] ?? 'Error' } };
}

export function novaErrorBody(status: number, message: string): unknown {
  if (status === 401) return keystoneErrorBody(status, message);
  return { [NOVA_KEYS[status] ?? 'computeFault']: { code: status, message } };
}

const PLACEMENT_INTRODUCTIONS: Record<number, string> = {
  400: 'The server could not comply with the request since it is either malformed or otherwise incorrect.',
  403: 'Access was denied to this resource.',
  404: 'The resource could not be found.',
};

export function placementErrorBody(
  status: number,
  message: string,
  requestId: string,
  version: number,
): unknown {
  if (status === 401) return keystoneErrorBody(status, message);
  const introduction = PLACEMENT_INTRODUCTIONS[status] ?? PLACEMENT_INTRODUCTIONS[400];
  const detail = `${introduction}\n\n ${message}  `;
  return {
    errors: [
      {
        status,
        title: TITLES[status] ?? 'Error',
        detail,
        ...(version >= 23 && { code: 'placement.undefined_code' }),
        request_id: requestId,
      },
    ],
  };
}
