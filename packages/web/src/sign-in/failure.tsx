import type { SignInFailure } from '@evenkeel/contract';
import { Alert, Content } from '@patternfly/react-core';

const WORDS: Readonly<Record<SignInFailure, { text: string; next: string }>> = {
  forged: {
    text: 'The answer that came back does not belong to a sign-in begun in this browser.',
    next: 'Begin again here. If you followed a link to sign in, do not follow it again.',
  },
  'too-late': { text: 'The sign-in took longer than a quarter of an hour.', next: 'Begin again.' },
  'refused-there': {
    text: 'The sign-in was refused or broken off there.',
    next: 'Begin again, or ask who runs that sign-in.',
  },
  'issuer-away': {
    text: 'Where you signed in did not answer Evenkeel.',
    next: 'Try again in a moment, or sign in another way.',
  },
  'no-group': {
    text: 'None of your groups opens anything in Evenkeel, so you have no account here.',
    next: 'Ask an administrator of Evenkeel which groups do.',
  },
  disabled: { text: 'Your account is disabled in Evenkeel.', next: 'Ask an administrator of Evenkeel.' },
  'name-taken': {
    text: 'Somebody else who signs in there has your name in Evenkeel.',
    next: 'Ask an administrator of Evenkeel to remove the account of before.',
  },
  'way-gone': {
    text: 'This way to sign in is not in use any more.',
    next: 'Sign in another way.',
  },
};

// Read while the page loads: the router then goes on to the first page, whose address does not have it.
let failure = new URLSearchParams(window.location.search).get('sign-in');

/** After a sign-in that came right, the one that did not is over. */
export function forgetFailure(): void {
  failure = null;
}

/** Why a sign-in at an issuer came to nothing; the address carries one word of a closed list, never a text. */
export function SignInFailed() {
  const isKnown = failure !== null && Object.hasOwn(WORDS, failure);
  const words = isKnown ? WORDS[failure as SignInFailure] : null;
  if (words === null) return null;
  return (
    <Alert variant="danger" isInline title="You are not signed in" component="p" role="alert">
      <Content component="p">{words.text}</Content>
      <Content component="p">{words.next}</Content>
    </Alert>
  );
}
