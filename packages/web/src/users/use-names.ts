import { useQuery } from '@tanstack/react-query';
import { instancesQuery, providersQuery } from '../api/queries.ts';
import type { Names } from './grant-words.ts';

interface Project {
  id: string;
  name: string;
  providerId: string;
}

/** The names of providers, and of the projects that the first thousand instances belong to. */
export function useNames(): { names: Names; projects: Project[] } {
  const { data: providers } = useQuery(providersQuery);
  const { data: instances } = useQuery(instancesQuery({ pageSize: 1000, sort: 'project' }));
  const projects = new Map<string, Project>();
  for (const { providerId, projectId, project } of instances?.items ?? [])
    if (projectId !== null)
      projects.set(projectId, { id: projectId, name: project ?? projectId, providerId });
  const names: Names = {
    provider: (id) => providers?.find((provider) => provider.id === id)?.name ?? id,
    project: (id) => projects.get(id)?.name ?? id,
  };
  return { names, projects: [...projects.values()] };
}
