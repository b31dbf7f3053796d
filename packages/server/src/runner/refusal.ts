/** Why something is not done at all, as a person is to read it; the HTTP part answers with its `status`. */
export class DomainRefusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly cloudMessage: string | null;
  readonly requestId: string | null;
  readonly nextStep: string | null;

  constructor(
    status: number,
    code: string,
    message: string,
    details: { nextStep?: string; cloudMessage?: string | null; requestId?: string | null } = {},
  ) {
    super(message);
    this.name = 'DomainRefusal';
    this.status = status;
    this.code = code;
    this.cloudMessage = details.cloudMessage ?? null;
    this.requestId = details.requestId ?? null;
    this.nextStep = details.nextStep ?? null;
  }
}
