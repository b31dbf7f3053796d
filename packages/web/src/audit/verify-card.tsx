import type { AuditVerification } from '@evenkeel/contract';
import {
  Alert,
  Button,
  Card,
  CardBody,
  ClipboardCopy,
  Form,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextInput,
} from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { LoadFailure } from '../parts/trouble.tsx';
import { verificationQuery } from './audit-queries.ts';

const HASH = /^[0-9a-f]{64}$/;

/** The chain walked at a press, against a head that was kept elsewhere if the person has one. */
export function VerifyCard() {
  const [expect, setExpect] = useState('');
  const { data, error, isFetching, refetch } = useQuery(verificationQuery(expect || undefined));
  const isWrong = expect !== '' && !HASH.test(expect);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isWrong) void refetch();
  };
  return (
    <Card isCompact className="evenkeel-audit-verify">
      <CardBody>
        <Form onSubmit={submit}>
          <FormGroup label="A head that you kept elsewhere (optional)" fieldId="audit-expect">
            <TextInput
              id="audit-expect"
              value={expect}
              validated={isWrong ? 'error' : 'default'}
              onChange={(_event, typed) => setExpect(typed.trim())}
            />
            {isWrong && (
              <FormHelperText>
                <HelperText>
                  <HelperTextItem variant="error">A hash has 64 hexadecimal digits.</HelperTextItem>
                </HelperText>
              </FormHelperText>
            )}
          </FormGroup>
          <div>
            <Button
              type="submit"
              variant="secondary"
              isLoading={isFetching}
              isDisabled={isFetching || isWrong}
            >
              Verify the chain
            </Button>
          </div>
        </Form>
        <div role="status">
          {error ? (
            <LoadFailure what="The verification" error={error} onRetry={() => void refetch()} />
          ) : (
            data && !isFetching && <Found found={data} />
          )}
        </div>
      </CardBody>
    </Card>
  );
}

function Found({ found: { whole, entries, head, broken, expected } }: { found: AuditVerification }) {
  const title = whole
    ? `All ${entries} entries are as they were written`
    : broken
      ? `The audit was changed: entry ${broken.sequence} is the first that is not as it was written`
      : 'No entry has the hash that you kept';
  return (
    <Alert variant={whole ? 'success' : 'danger'} isInline title={title} className="evenkeel-audit-found">
      {broken && <p>{broken.reason}</p>}
      {!whole && !broken && <p>The end of the audit was cut off, or all of it was made anew.</p>}
      {!whole && <p>Keep the database as it is, and compare it with a backup or an earlier export.</p>}
      {expected?.sequence != null && <p>The hash that you kept is that of entry {expected.sequence}.</p>}
      {head && (
        <>
          <p>
            {broken
              ? `The last good entry is ${head.sequence}.`
              : `The head is entry ${head.sequence}. Keep it elsewhere: with it, a later change of the past shows.`}
          </p>
          <ClipboardCopy
            isReadOnly
            hoverTip="Copy"
            clickTip="Copied"
            textAriaLabel={broken ? 'Hash of the last good entry' : 'Hash of the head'}
          >
            {head.hash}
          </ClipboardCopy>
        </>
      )}
    </Alert>
  );
}
