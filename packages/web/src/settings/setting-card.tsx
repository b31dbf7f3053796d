import { Card, CardBody, CardTitle, Content, Form, Skeleton } from '@patternfly/react-core';
import {
  type QueryKey,
  type UseQueryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { MayButton } from '../access/may-button.tsx';
import { CommandFailure, LoadFailure } from '../parts/trouble.tsx';

interface SettingCardProps<Shape, Key extends QueryKey> {
  title: string;
  /** What it is for. */
  words: string;
  query: UseQueryOptions<Shape, Error, Shape, Key>;
  /** Shown once what holds is known. */
  children: (now: Shape) => ReactNode;
}

/** One setting of a provider: read, and then a form of its own. */
export function SettingCard<Shape, Key extends QueryKey>(props: SettingCardProps<Shape, Key>) {
  const { title, words, query, children } = props;
  const { data, error, refetch } = useQuery(query);
  return (
    <Card>
      <CardTitle component="h2">{title}</CardTitle>
      <CardBody className="evenkeel-stack">
        <Content component="p">{words}</Content>
        {error && data === undefined ? (
          <LoadFailure what={title} error={error} onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <Skeleton height="6rem" screenreaderText="Loading" />
        ) : (
          children(data)
        )}
      </CardBody>
    </Card>
  );
}

interface SettingFormProps<Shape> {
  providerId: string;
  title: string;
  queryKey: QueryKey;
  save: () => Promise<Shape>;
  /** Something in it can not be sent as it is. */
  isWrong?: boolean;
  children: ReactNode;
}

export function SettingForm<Shape>(props: SettingFormProps<Shape>) {
  const { providerId, title, queryKey, save, isWrong = false, children } = props;
  const client = useQueryClient();
  const { mutate, isPending, isSuccess, error, reset } = useMutation({
    mutationFn: save,
    onSuccess: (saved) => void client.setQueryData(queryKey, saved),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending && !isWrong) mutate();
  };
  return (
    <Form onSubmit={submit} onChange={() => isSuccess && reset()} aria-label={title} noValidate>
      {error && <CommandFailure title="It was not saved" error={error} />}
      {children}
      <div>
        <MayButton
          action="manage-providers"
          at={{ providerId }}
          type="submit"
          variant="secondary"
          isLoading={isPending}
          isDisabled={isPending || isWrong}
          aria-label={`Save: ${title}`}
        >
          Save
        </MayButton>{' '}
        <span role="status">{isSuccess && `Saved: ${title}.`}</span>
      </div>
    </Form>
  );
}
