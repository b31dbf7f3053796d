/** Why a call to a cloud did not give what was asked. */
export type CloudErrorKind =
  | 'unreachable'
  | 'timeout'
  | 'unauthorized'
  | 'refused'
  | 'unexpected-answer'
  | 'configuration';

/**
 * The one error the client throws.
 * `kind` `refused` is any 4xx/5xx answer with its `status`; `unreachable` and `timeout` never got one;
 * `unexpected-answer` got one that does not fit the schema. `maybeSent` is true when the cloud may have acted all the same.
 */
export class CloudError extends Error {
  readonly kind: CloudErrorKind;
  readonly status: number | null;
  /** The cloud's own words. */
  readonly cloudMessage: string | null;
  readonly requestId: string | null;
  readonly maybeSent: boolean;

  constructor(
    kind: CloudErrorKind,
    message: string,
    details: {
      status?: number | null;
      cloudMessage?: string | null;
      requestId?: string | null;
      maybeSent?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'CloudError';
    this.kind = kind;
    this.status = details.status ?? null;
    this.cloudMessage = details.cloudMessage ?? null;
    this.requestId = details.requestId ?? null;
    this.maybeSent = details.maybeSent ?? false;
  }
}
