/** Server-sent events: the one LISTEN of the process, fanned out to every open browser. */
import type { ServerResponse } from 'node:http';
import type { LiveEvent } from '@evenkeel/contract';

const HEARTBEAT_MS = 15_000;
/** Who reads so slowly that this much waits is cut off; the browser comes back and reads everything again. */
const BUFFER_BYTES = 64 * 1024;
const RETRY_MS = 2_000;

interface Reader {
  response: ServerResponse;
  /** Asked at each heartbeat: what ended or was changed elsewhere ends the stream too, and the reader comes back as it is now. */
  stillAllowed: () => Promise<boolean>;
  /** What this reader is told of it: the event itself, a lesser one, or null for nothing. */
  shown: (event: LiveEvent) => LiveEvent | null;
  /** The session's id, to close its streams at sign-out at once; null with a token. */
  session: string | null;
}

export class LiveEvents {
  readonly #readers = new Set<Reader>();
  readonly #timer: NodeJS.Timeout;

  constructor(heartbeatMs = HEARTBEAT_MS) {
    this.#timer = setInterval(() => this.#heartbeat(), heartbeatMs);
    this.#timer.unref();
  }

  get count(): number {
    return this.#readers.size;
  }

  /** Takes over a response whose head has been written. */
  add(reader: Reader): void {
    this.#readers.add(reader);
    reader.response.on('close', () => this.#readers.delete(reader));
    this.#write(reader, `retry: ${RETRY_MS}\n\n`);
  }

  publish(event: LiveEvent): void {
    const text = textOf(event);
    for (const reader of this.#readers) {
      const shown = reader.shown(event);
      if (shown !== null) this.#write(reader, shown === event ? text : textOf(shown));
    }
  }

  endSessions(ids: readonly string[]): void {
    for (const reader of this.#readers)
      if (reader.session !== null && ids.includes(reader.session)) this.#end(reader);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const reader of this.#readers) this.#end(reader);
  }

  #write(reader: Reader, text: string): void {
    reader.response.write(text);
    if (reader.response.writableLength > BUFFER_BYTES) {
      this.#readers.delete(reader);
      reader.response.destroy();
    }
  }

  #end(reader: Reader): void {
    this.#readers.delete(reader);
    reader.response.end();
  }

  /** Ends the streams of those who may not read them any more as they did; to be called when that may have changed. */
  async askAll(): Promise<void> {
    await Promise.all(
      [...this.#readers].map((reader) =>
        // A database that does not answer is no sign-out: the stream stays, and the next heartbeat asks again.
        reader.stillAllowed().then(
          (allowed) => allowed || this.#end(reader),
          () => undefined,
        ),
      ),
    );
  }

  #heartbeat(): void {
    for (const reader of this.#readers) this.#write(reader, ': still here\n\n');
    void this.askAll();
  }
}

function textOf(event: LiveEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
