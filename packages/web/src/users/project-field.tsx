import type { GrantGiven } from '@evenkeel/contract';
import { FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import { useNames } from './use-names.ts';

interface Props {
  value: GrantGiven;
  onChange: (grant: GrantGiven) => void;
}

/** Any id can be typed, as a project without an instance is known to nobody here; those with one are offered. */
export function ProjectField({ value, onChange }: Props) {
  const { names, projects } = useNames();
  const { providerId, projectId } = value;
  const offered = projects.filter((project) => providerId === null || project.providerId === providerId);
  const known =
    projectId !== null && names.project(projectId) !== projectId ? names.project(projectId) : null;
  return (
    <FormGroup label="Project" fieldId="grant-project">
      <TextInput
        id="grant-project"
        list="grant-projects"
        placeholder="every project"
        maxLength={255}
        autoComplete="off"
        aria-describedby="grant-project-help"
        value={projectId ?? ''}
        onChange={(_event, typed) => onChange({ ...value, projectId: typed.trim() || null })}
      />
      <datalist id="grant-projects">
        {offered.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </datalist>
      <FormHelperText>
        <HelperText>
          <HelperTextItem id="grant-project-help">
            {known ? `This is ${known}.` : 'The id of a project; without one, all of them.'}
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
