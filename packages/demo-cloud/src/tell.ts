/**
 * Tells a running demo cloud to do something, from the command line: its address, the call of `control.ts`, and the
 * call's arguments, each as JSON or as plain text:
 *
 *     node --import tsx packages/demo-cloud/src/tell.ts http://127.0.0.1:5555 setService north-compute-01 '{"up": false}'
 */
async function main([address, call, ...values]: string[]): Promise<void> {
  if (address === undefined || call === undefined)
    throw new Error('Say where the demo cloud answers and what to call: tell.ts ADDRESS CALL [ARGUMENT...]');
  const body = JSON.stringify({ call, arguments: values.map(valueOf) });
  const answer = await fetch(new URL('/control', address), { method: 'POST', body });
  const told = (await answer.json()) as { result?: unknown; message?: string };
  if (!answer.ok) throw new Error(told.message ?? `The demo cloud answered ${answer.status}.`);
  console.log(JSON.stringify(told.result, null, 2));
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
