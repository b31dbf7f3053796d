import { notFound } from './http/errors.ts';
import { type DemoRequest, ok, Router } from './http/router.ts';
import { IMAGE_ID, type Region } from './state/region.ts';

/** Glance v2, as little of it as the `openstack` client needs to name the one image of all instances. */
export function createGlance(region: Region): Router {
  return new Router()
    .on('GET', '/', (request) => ({ status: 300, body: { versions: [version(request)] } }))
    .on('GET', '/versions', (request) => ok({ versions: [version(request)] }))
    .on('GET', '/v2/images', (request) =>
      ok({
        images: matches(request) ? [image(region)] : [],
        first: '/v2/images',
        schema: '/v2/schemas/images',
      }),
    )
    .on('GET', '/v2/images/:id', (request) => {
      if (request.params.id !== IMAGE_ID) throw notFound(`No image found with ID ${request.params.id}`);
      return ok(image(region));
    });
}

const version = ({ baseUrl }: DemoRequest) => ({
  id: 'v2.15',
  status: 'CURRENT',
  links: [{ rel: 'self', href: `${baseUrl}/v2/` }],
});

/** By name, or by `in:` and ids. */
function matches({ query }: DemoRequest): boolean {
  const name = query.get('name');
  const ids = query.get('id');
  return (name === null || name === NAME) && (ids === null || ids.includes(IMAGE_ID));
}

const NAME = 'debian-12';

function image(region: Region): Record<string, unknown> {
  const bytes = 2 * 1024 ** 3;
  const made = '2026-01-12T08:00:00Z';
  return {
    id: IMAGE_ID,
    name: NAME,
    disk_format: 'raw',
    container_format: 'bare',
    visibility: 'public',
    size: bytes,
    virtual_size: bytes,
    status: 'active',
    checksum: '591e5ec165c136d68076305ce1b942e5',
    protected: false,
    min_ram: 0,
    min_disk: 0,
    owner: region.projects[0]?.id ?? '',
    os_hidden: false,
    os_hash_algo: 'sha512',
    os_hash_value: '0'.repeat(128),
    created_at: made,
    updated_at: made,
    tags: [],
    self: `/v2/images/${IMAGE_ID}`,
    file: `/v2/images/${IMAGE_ID}/file`,
    schema: '/v2/schemas/image',
  };
}
