/**
 * Where grants are enforced, for every route alike. What a request reads is bound by PostgreSQL (access/bound.ts). Here it
 * is asked whether who changes something may do so at each place that it touches. What a person may not see is not there:
 * 404. What they see and may not change: 403, with the role that may.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bound, unbound } from '../access/bound.ts';
import { EVERYWHERE, type Place } from '../access/grants.ts';
import type { Db } from '../db/database.ts';
import { readHostPlaces } from '../db/destinations.ts';
import { readInstancePlaces, readPlaces, type Subject } from '../db/places.ts';
import { notFound, Refusal } from './errors.ts';
import {
  type Action,
  canAt,
  type Identity,
  isAtAPlace,
  isOfTheInstallation,
  rolesFor,
} from './permissions.ts';
import { type NamedInstance, subjectsOf } from './subjects.ts';

/** After authentication, and before any route. */
export function installEnforcement(server: FastifyInstance, db: Db): void {
  server.addHook('preHandler', async (request) => {
    const { identity } = request;
    if (!identity) return;
    const action = request.routeOptions.config.action ?? 'read';
    // Who may do it everywhere may do it at each place, and hears of what is not there from the route itself.
    if (canAt(identity, action, EVERYWHERE)) return;
    if (isOfTheInstallation(action)) throw notPermitted(identity, action, EVERYWHERE);
    await bound(identity.grants, () => askAll(db, request, identity, action));
  });
  // The route and all that it begins run bound; a promise's continuation keeps what it began with, a hook's does not.
  server.addHook('preHandler', (request, _reply, done) => {
    if (request.identity) bound(request.identity.grants, done);
    else done();
  });
}

async function askAll(db: Db, request: FastifyRequest, identity: Identity, action: Action): Promise<void> {
  const { things, instances } = subjectsOf(request);
  const places = await Promise.all(things.map((subject) => placesOf(db, subject)));
  const theirs = await instancePlaces(db, instances);
  if (!isAtAPlace(action)) return;
  const asked = [...places.flat(), ...theirs, ...(await destinationPlaces(db, instances, theirs))];
  for (const place of asked.length > 0 ? asked : [EVERYWHERE]) {
    if (!canAt(identity, action, place)) throw notPermitted(identity, action, place);
  }
}

/** Throws 404 for what is not there or not seen. */
async function placesOf(db: Db, subject: Subject): Promise<Place[]> {
  const seen = await readPlaces(db, subject);
  if (seen.length === 0) throw notFound(subject.kind);
  // A run can have moves that this person does not see; it is theirs to steer only with all of them.
  return subject.kind === 'run' ? unbound(() => readPlaces(db, subject)) : seen;
}

async function instancePlaces(
  db: Db,
  references: readonly { providerId: string; id: string }[],
): Promise<(Place & { id: string })[]> {
  if (references.length === 0) return [];
  const found = await readInstancePlaces(db, references);
  const known = new Set(found.map(({ providerId, id }) => `${providerId}/${id}`));
  const missing = references.find(({ providerId, id }) => !known.has(`${providerId}/${id}`));
  if (missing) throw notFound('instance');
  return found;
}

/** Where the instances would be: at the hosts that are named for them, in the projects that they are of. */
async function destinationPlaces(
  db: Db,
  named: readonly NamedInstance[],
  found: readonly (Place & { id: string })[],
): Promise<Place[]> {
  const towards = named.flatMap(({ providerId, id, host }) =>
    host === null ? [] : [{ providerId, id, host }],
  );
  if (towards.length === 0) return [];
  const keyOf = (providerId: string | null, name: string) => `${providerId}/${name}`;
  const hosts = new Map(
    (await readHostPlaces(db, towards)).map((one) => [keyOf(one.providerId, one.host), one]),
  );
  const projects = new Map(found.map(({ providerId, id, projectId }) => [keyOf(providerId, id), projectId]));
  return towards.map(({ providerId, id, host }) => {
    const there = hosts.get(keyOf(providerId, host));
    if (!there) throw notFound('host');
    return { providerId, zone: there.zone, projectId: projects.get(keyOf(providerId, id)) ?? null };
  });
}

function notPermitted(identity: Identity, action: Action, place: Place): Refusal {
  const where = place.providerId === null ? 'for all of Evenkeel' : 'there';
  const nextStep = `Ask an administrator for the role ${rolesFor(action).join(' or ')} ${where}.`;
  return new Refusal(403, 'not-permitted', `${identity.name} may not do this ${where}.`, { nextStep });
}
