import { Card, CardBody, CardTitle, Content } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { outsideStepsQuery } from '../api/queries.ts';
import { LoadFailure } from '../parts/trouble.tsx';

/** The commands that the server knows: they are for the owner of its machine to give, and here to be seen. */
export function CommandsCard() {
  const { data, error, refetch } = useQuery(outsideStepsQuery);
  const commands = (data ?? []).filter(({ kind }) => kind === 'command');
  return (
    <Card>
      <CardTitle component="h2">Commands of the server</CardTitle>
      <CardBody className="evenkeel-stack">
        {error && !data ? (
          <LoadFailure what="The commands" error={error} onRetry={() => void refetch()} />
        ) : commands.length > 0 ? (
          <ul aria-label="Commands" className="evenkeel-lines">
            {commands.map(({ name }) => (
              <li key={name}>
                <code>command:{name}</code>
              </li>
            ))}
          </ul>
        ) : (
          data && <Content component="p">The server was started with none.</Content>
        )}
        <Content component="p">
          Who runs the server names them in a file, and starts it with <code>--commands FILE</code>. A request
          can only name one. The file is such as{' '}
          <code className="evenkeel-break">{'{"patch": ["/usr/local/bin/patch-host", "--all"]}'}</code>.
        </Content>
      </CardBody>
    </Card>
  );
}
