import { Alert, AlertActionCloseButton, type AlertProps, Content } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { runQuery } from '../api/queries.ts';

export interface Message {
  variant: NonNullable<AlertProps['variant']>;
  title: string;
  /** Why, in a sentence. */
  text?: string | null;
  nextStep?: string | null;
  /** `page` stands on top of the page until closed; `toast` floats, and goes by itself when it brings good news. */
  place: 'page' | 'toast';
  /** The run it tells of: the message counts what has ended and goes when all has. */
  runId?: string;
  /** The one move it tells of. */
  moveId?: string;
  /** How many moves that went well it tells of: many such messages become one, so that they do not pile up. */
  succeeded?: number;
}

interface Shown extends Message {
  id: number;
}

interface Messages {
  shown: readonly Shown[];
  tell: (message: Message) => void;
  close: (id: number) => void;
  closeAll: () => void;
}

const MessagesContext = createContext<Messages | null>(null);
const TOAST_MILLISECONDS = 12_000;
const MOST_TOASTS = 5;
/** Up to here each is told by its name. */
const MOST_GOOD_ENDS = 3;
/** Long enough to be read when a run ends at once. */
const RUN_MESSAGE_MILLISECONDS = 3_000;
/** A region that comes with its text is not read aloud. */
const HEARD_AFTER_MILLISECONDS = 100;
let lastId = 0;

export function MessagesProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const tell = useCallback((message: Message) => {
    lastId += 1;
    const next = { ...message, id: lastId };
    // One message on top of the page at a time: the newest says what the last press did.
    setShown((now) =>
      gathered([...now.filter(({ place }) => place === 'toast' || message.place === 'toast'), next]),
    );
  }, []);
  const close = useCallback(
    (id: number) => setShown((now) => now.filter((message) => message.id !== id)),
    [],
  );
  const closeAll = useCallback(() => setShown([]), []);
  const messages = useMemo(() => ({ shown, tell, close, closeAll }), [shown, tell, close, closeAll]);
  return <MessagesContext value={messages}>{children}</MessagesContext>;
}

/** Of more than a few good ends only one message is left, with their number; it stands where the newest stood. */
function gathered(shown: readonly Shown[]): readonly Shown[] {
  const good = shown.filter(({ succeeded }) => succeeded !== undefined);
  const count = good.reduce((sum, { succeeded = 0 }) => sum + succeeded, 0);
  const newest = good.at(-1);
  if (newest === undefined || count <= MOST_GOOD_ENDS) return shown;
  const title = `Migration of ${count} instances succeeded`;
  const one: Shown = { id: newest.id, variant: 'success', title, place: 'toast', succeeded: count };
  return [...shown.filter(({ succeeded }) => succeeded === undefined), one];
}

export function useMessages(): Messages {
  const messages = useContext(MessagesContext);
  if (messages === null) throw new Error('useMessages needs a MessagesProvider above it');
  return messages;
}

/** The region is there before its first message, so that a screen reader hears what is put into it, also on a new page. */
export function PageMessages() {
  const { shown, close } = useMessages();
  const [isHeard, setHeard] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setHeard(true), HEARD_AFTER_MILLISECONDS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" aria-atomic="false" className="evenkeel-page-messages">
      {(isHeard ? shown : [])
        .filter(({ place }) => place === 'page')
        .map((message) => (
          <MessageAlert key={message.id} message={message} onClose={() => close(message.id)} isInline />
        ))}
    </div>
  );
}

export function Toasts() {
  const { shown, close } = useMessages();
  const toasts = shown.filter(({ place }) => place === 'toast').slice(-MOST_TOASTS);
  return (
    <div role="status" aria-atomic="false" className="evenkeel-toasts">
      {toasts.map((message) => (
        <MessageAlert
          key={message.id}
          message={message}
          onClose={() => close(message.id)}
          timeout={message.variant === 'success' ? TOAST_MILLISECONDS : false}
        />
      ))}
    </div>
  );
}

interface MessageAlertProps {
  message: Message;
  onClose: () => void;
  isInline?: boolean;
  timeout?: number | false;
}

function MessageAlert({ message, onClose, isInline, timeout = false }: MessageAlertProps) {
  const { runId, moveId } = message;
  const count = useRunCount(runId, onClose);
  const lines = [message.text, message.nextStep].filter((line) => line != null);
  return (
    <Alert
      variant={message.variant}
      title={message.title}
      component="p"
      isInline={isInline}
      timeout={timeout}
      onTimeout={onClose}
      actionLinks={
        moveId !== undefined ? (
          <Link to="/moves/$moveId" params={{ moveId }}>
            Look at the migration
          </Link>
        ) : (
          count !== null &&
          runId !== undefined && (
            <Link to="/runs/$runId" params={{ runId }}>
              Look at the run
            </Link>
          )
        )
      }
      actionClose={<AlertActionCloseButton title={`Close: ${message.title}`} onClose={onClose} />}
    >
      {lines.map((line) => (
        <Content key={line} component="p">
          {line}
        </Content>
      ))}
      {count !== null && (
        // Seen, and not read aloud at every one of five hundred.
        <Content component="p" aria-live="off">
          {count}
        </Content>
      )}
    </Alert>
  );
}

/** How many of a run of several have ended. Calls `onDone` some seconds after the last. */
function useRunCount(runId: string | undefined, onDone: () => void): string | null {
  const { data: run } = useQuery({ ...runQuery(runId ?? ''), enabled: runId !== undefined });
  const isDone = run?.status === 'done';
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(onDone, RUN_MESSAGE_MILLISECONDS);
    return () => clearTimeout(timer);
    // onDone is made anew at each render and always means the same.
  }, [isDone]);
  if (run === undefined || run.moves.length < 2) return null;
  const ended = run.moves.filter(({ state }) => state === 'ended').length;
  return `${ended} of ${run.moves.length} have ended.`;
}
