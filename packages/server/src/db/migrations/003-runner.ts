/** What the runner has to remember of a move from one look at the cloud to the next. */
export const name = '003-runner';
export const sql = `
alter table moves
  -- whether the person who asked saw that the instance is locked
  add column locked_when_asked boolean not null default false,
  -- how often the request was let go; more than once only where the one before was seen not to have arrived
  add column sends int not null default 0,
  -- looks in a row to which the cloud gave no answer: the back-off grows with them
  add column unanswered int not null default 0,
  -- since when the cloud says that there is no such instance; a second look has to agree
  add column gone_since timestamptz,
  -- since when the record says completed while the instance shows another host
  add column disagrees_since timestamptz;
`;
