/** A Prometheus, as far as balancing asks it: one instant query at a time. */
import { request } from 'undici';
import { z } from 'zod';
import { DomainRefusal } from '../runner/refusal.ts';

/** Thousands of series over a long window are much to add up. */
const TIMEOUT_MS = 30_000;

const Success = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.string(),
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
    ),
  }),
});
const Failure = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });

export interface Sample {
  labels: Readonly<Record<string, string>>;
  value: number;
}

export interface Prometheus {
  /**
   * The query's vector as it is now; what is no number is left out. Throws DomainRefusal with `metrics-unreachable`,
   * `metrics-refused` or `metrics-not-understood`, and Prometheus's own words.
   */
  query(query: string): Promise<Sample[]>;
}

/** @param url such as http://prometheus:9090; a path before /api/v1 is kept. */
export function createPrometheus(url: string, token: string | null): Prometheus {
  const address = `${url.replace(/\/+$/, '')}/api/v1/query`;
  return {
    async query(query) {
      let status: number;
      let text: string;
      try {
        const answer = await request(address, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            accept: 'application/json',
            ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          },
          body: new URLSearchParams({ query }).toString(),
          headersTimeout: TIMEOUT_MS,
          bodyTimeout: TIMEOUT_MS,
        });
        status = answer.statusCode;
        text = await answer.body.text();
      } catch (error) {
        throw unreachable(url, error as NodeJS.ErrnoException);
      }
      return samplesOf(url, status, text);
    },
  };
}

function samplesOf(url: string, status: number, text: string): Sample[] {
  if (status === 401 || status === 403) {
    throw new DomainRefusal(
      502,
      'metrics-refused',
      `The Prometheus at ${url} does not let us in (${status}).`,
      {
        nextStep: 'Check the token that is stored for it.',
      },
    );
  }
  const answer = parsed(text);
  const failure = Failure.safeParse(answer);
  if (failure.success) {
    const { errorType, error } = failure.data;
    throw new DomainRefusal(
      502,
      'metrics-refused',
      `The Prometheus at ${url} refused a query (${errorType}).`,
      {
        cloudMessage: error,
        nextStep: 'Mend the query in the settings of the metrics.',
      },
    );
  }
  const success = Success.safeParse(answer);
  if (!success.success || success.data.data.resultType !== 'vector') {
    const what = success.success ? `a ${success.data.data.resultType}, not a vector` : `status ${status}`;
    const sentence = `What answers at ${url} is no Prometheus, or the query gives no vector (${what}).`;
    throw new DomainRefusal(502, 'metrics-not-understood', sentence, {
      nextStep: 'Check the address, and that each query gives one value a host or instance.',
    });
  }
  return success.data.data.result
    .map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }))
    .filter(({ value }) => Number.isFinite(value));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unreachable(url: string, error: NodeJS.ErrnoException): DomainRefusal {
  const why = error.code ?? error.message;
  return new DomainRefusal(
    502,
    'metrics-unreachable',
    `The Prometheus at ${url} can not be reached (${why}).`,
    {
      nextStep: 'Check its address, or balance by allocation meanwhile.',
    },
  );
}
