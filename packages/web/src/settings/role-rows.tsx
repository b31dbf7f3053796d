import type { KeystoneRole } from '@evenkeel/contract';
import {
  Button,
  Content,
  FormGroup,
  FormSection,
  FormSelect,
  FormSelectOption,
} from '@patternfly/react-core';
import '../campaign/campaign.css';
import { TextField } from '../provider/text-field.tsx';
import { ROLE_WORDS } from '../users/grant-words.ts';
import { NEW_ROLE, type Wrong } from './way-draft.ts';

const MOST_ROLES = 100;
const ROLES = ['viewer', 'operator', 'administrator'] as const;
const REACH: Readonly<Record<KeystoneRole['reach'], string>> = {
  provider: 'of the whole provider',
  projects: 'in the projects in which they have it',
};

interface RoleRowsProps {
  roles: readonly KeystoneRole[];
  wrong: Wrong;
  onChange: (roles: KeystoneRole[]) => void;
}

/** What each role at Keystone is worth here. */
export function RoleRows({ roles, wrong, onChange }: RoleRowsProps) {
  const put = (place: number, part: Partial<KeystoneRole>) =>
    onChange(roles.map((one, index) => (index === place ? { ...one, ...part } : one)));
  return (
    <FormSection title="Roles" titleElement="h2">
      <Content component="p">
        Who has none of these roles in any project gets no account. Nova takes an admin of one project for an
        administrator of the whole cloud.
      </Content>
      {roles.map((one, place) => (
        <RoleRow
          // Roles may be named twice; they are only added at the end and taken out.
          key={place}
          place={place}
          value={one}
          wrong={wrong[`role-${place}-name`]}
          onChange={(part) => put(place, part)}
          onRemove={
            roles.length > 1 ? () => onChange(roles.filter((_one, index) => index !== place)) : undefined
          }
        />
      ))}
      {roles.length < MOST_ROLES && (
        <div>
          <Button variant="secondary" onClick={() => onChange([...roles, NEW_ROLE])}>
            Add a role
          </Button>
        </div>
      )}
    </FormSection>
  );
}

interface RoleRowProps {
  place: number;
  value: KeystoneRole;
  wrong: string | undefined;
  onChange: (part: Partial<KeystoneRole>) => void;
  /** One always remains. */
  onRemove: (() => void) | undefined;
}

function RoleRow({ place, value: { keystoneRole, role, reach }, wrong, onChange, onRemove }: RoleRowProps) {
  const id = `role-${place}`;
  const called = keystoneRole.trim() || `role ${place + 1}`;
  return (
    <div className="evenkeel-window evenkeel-stack" role="group" aria-label={`Role ${called}`}>
      <div className="evenkeel-fields">
        <TextField
          id={`${id}-name`}
          label="Role at Keystone"
          isRequired
          value={keystoneRole}
          wrong={wrong}
          onChange={(typed) => onChange({ keystoneRole: typed })}
        />
        <FormGroup label="Is here" fieldId={`${id}-role`}>
          <FormSelect
            id={`${id}-role`}
            value={role}
            onChange={(_event, chosen) => onChange({ role: chosen as KeystoneRole['role'] })}
          >
            {ROLES.map((one) => (
              <FormSelectOption key={one} value={one} label={`${one}: ${ROLE_WORDS[one]}`} />
            ))}
          </FormSelect>
        </FormGroup>
        <FormGroup label="Reaches" fieldId={`${id}-reach`}>
          <FormSelect
            id={`${id}-reach`}
            value={reach}
            onChange={(_event, chosen) => onChange({ reach: chosen as KeystoneRole['reach'] })}
          >
            {(Object.keys(REACH) as KeystoneRole['reach'][]).map((one) => (
              <FormSelectOption key={one} value={one} label={REACH[one]} />
            ))}
          </FormSelect>
        </FormGroup>
      </div>
      <Content component="p">
        Who has the role {called} is {role} {REACH[reach]}.{' '}
        {onRemove && (
          <Button variant="link" isInline onClick={onRemove} aria-label={`Leave out ${called}`}>
            Leave it out
          </Button>
        )}
      </Content>
    </div>
  );
}
