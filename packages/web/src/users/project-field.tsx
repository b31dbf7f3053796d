import type { GrantGiven } from '@evenkeel/contract';
import { FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import { useNames } from './use-names.ts';

interface Props {
  /** What the ids of the field begin with. */
  id: string;
  value: GrantGiven;
  onChange: (grant: GrantGiven) => void;
}

/** Any id can be typed, as a project without an instance is known to nobody here; those with one are offered. */
export function ProjectField({ id, value, onChange }: Props) {
  const { names, projects } = useNames();
  const { providerId, projectId } = value;
  const offered = projects.filter((project) => providerId === null || project.providerId === providerId);
  const known =
    projectId !== null && names.project(projectId) !== projectId ? names.project(projectId) : null;
  return (
    <FormGroup label="Project" fieldId={`${id}-project`}>
      <TextInput
        id={`${id}-project`}
        list={`${id}-projects`}
        placeholder="every project"
        maxLength={255}
        autoComplete="off"
        aria-describedby={`${id}-project-help`}
        value={projectId ?? ''}
        onChange={(_event, typed) => onChange({ ...value, projectId: typed.trim() || null })}
      />
      <datalist id={`${id}-projects`}>
        {offered.map((project) => (
          <option key={project.id} value={project.id}>
            {project.name}
          </option>
        ))}
      </datalist>
      <FormHelperText>
        <HelperText>
          <HelperTextItem id={`${id}-project-help`}>
            {known ? `This is ${known}.` : 'The id of a project; without one, all of them.'}
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
