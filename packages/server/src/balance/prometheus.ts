/** A Prometheus, as far as balancing asks it: one instant query at a time. */
import { z } from 'zod';
import { guardedFetch, type Networks, NoAnswer } from '../net/index.ts';
import { DomainRefusal } from '../runner/refusal.ts';

/** Thousands of series over a long window are much to add up. */
const TIMEOUT_MS = 30_000;
/** Some 250,000 series of one value each. */
const MAX_BYTES = 64 * 1024 * 1024;

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
export function createPrometheus(url: string, token: string | null, networks: Networks): Prometheus {
  const address = `${url.replace(/\/+$/, '')}/api/v1/query`;
  return {
    async query(query) {
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      };
      const answer = await guardedFetch(
        address,
        { method: 'POST', headers, body: new URLSearchParams({ query }).toString() },
        { purpose: 'Prometheus', networks, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES },
      ).catch((error: unknown) => {
        throw error instanceof NoAnswer ? unreachable(url, error) : error;
      });
      const text = await answer.text();
      // What it repeats of our request is shown to people, and the token is none of their business.
      return samplesOf(url, answer.status, token === null ? text : text.replaceAll(token, '(secret)'));
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

function unreachable(url: string, { message }: NoAnswer): DomainRefusal {
  return new DomainRefusal(
    502,
    'metrics-unreachable',
    `No answer from the Prometheus at ${url}: ${message}.`,
    {
      nextStep: 'Check its address, or balance by allocation meanwhile.',
    },
  );
}
