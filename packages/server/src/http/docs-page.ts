/** A page to browse the OpenAPI document: a title, the routes, their schemas. It loads nothing from elsewhere. */
export const DOCS_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Evenkeel API</title>
<link rel="stylesheet" href="/api/v1/docs.css">
</head>
<body>
<h1>Evenkeel API</h1>
<p>Made from <a href="/api/v1/openapi.json">openapi.json</a>.</p>
<main id="routes"><p>Reading…</p></main>
<noscript>This page needs JavaScript; openapi.json does not.</noscript>
<script src="/api/v1/docs.js" defer></script>
</body>
</html>
`;

export const DOCS_STYLE = `:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
summary { cursor: pointer; padding: .4rem 0; }
summary code { font-size: 1rem; }
details { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
pre { background: color-mix(in srgb, currentColor 7%, transparent); overflow-x: auto; padding: .75rem; }
.method { display: inline-block; font-weight: 600; min-width: 4.5rem; }
`;

/** Everything is put in as text and never as HTML. */
export const DOCS_SCRIPT = `'use strict';
const main = document.getElementById('routes');
const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
};
const schemaOf = (holder) => Object.values(holder?.content ?? {})[0]?.schema;
const block = (title, value) => value === undefined ? [] : [element('h4', title), element('pre', JSON.stringify(value, null, 2))];

function route(path, method, operation) {
  const details = element('details');
  const summary = element('summary');
  summary.append(element('span', method.toUpperCase(), 'method'), element('code', path), ' ' + (operation.summary ?? ''));
  details.append(summary);
  if (operation.description) details.append(element('p', operation.description));
  if (operation.security && operation.security.length === 0) details.append(element('p', 'No sign-in needed.'));
  details.append(...block('Parameters', operation.parameters), ...block('Request', schemaOf(operation.requestBody)));
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    details.append(...block('Answer ' + status, schemaOf(response) ?? response.description));
  }
  return details;
}

fetch('/api/v1/openapi.json').then((answer) => answer.json()).then((document_) => {
  const routes = Object.entries(document_.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => route(path, method, operation)));
  const schemas = Object.entries(document_.components?.schemas ?? {}).map(([name, schema]) => {
    const details = element('details');
    details.append(element('summary', name), element('pre', JSON.stringify(schema, null, 2)));
    return details;
  });
  main.replaceChildren(element('h2', 'Routes'), ...routes, element('h2', 'Schemas'), ...schemas);
}).catch((error) => main.replaceChildren(element('p', 'openapi.json could not be read: ' + error.message)));
`;
