import { Button, Content, FormSection } from '@patternfly/react-core';
import '../campaign/campaign.css';
import { TextField } from '../provider/text-field.tsx';
import { GrantFields } from '../users/grant-fields.tsx';
import { grantWords, type Names } from '../users/grant-words.ts';
import { useNames } from '../users/use-names.ts';
import { type GroupDraft, NEW_GROUP, type Wrong } from './way-draft.ts';

const MOST_GROUPS = 500;

interface GroupRowsProps {
  groups: readonly GroupDraft[];
  wrong: Wrong;
  onChange: (groups: GroupDraft[]) => void;
}

/** Which groups at the issuer open what here. */
export function GroupRows({ groups, wrong, onChange }: GroupRowsProps) {
  const { names } = useNames();
  const put = (place: number, part: Partial<GroupDraft>) =>
    onChange(groups.map((one, index) => (index === place ? { ...one, ...part } : one)));
  return (
    <FormSection title="Groups" titleElement="h2">
      <Content component="p">
        Who is in several gets all that they open. Who is in none of them gets no account.
      </Content>
      {groups.map((one, place) => (
        <GroupRow
          // Groups may have the same name; they are only added at the end and taken out.
          key={place}
          place={place}
          value={one}
          names={names}
          wrong={wrong[`group-${place}-name`]}
          onChange={(part) => put(place, part)}
          onRemove={
            groups.length > 1 ? () => onChange(groups.filter((_one, index) => index !== place)) : undefined
          }
        />
      ))}
      {groups.length < MOST_GROUPS && (
        <div>
          <Button variant="secondary" onClick={() => onChange([...groups, NEW_GROUP])}>
            Add a group
          </Button>
        </div>
      )}
    </FormSection>
  );
}

interface GroupRowProps {
  place: number;
  value: GroupDraft;
  names: Names;
  wrong: string | undefined;
  onChange: (part: Partial<GroupDraft>) => void;
  /** One always remains. */
  onRemove: (() => void) | undefined;
}

function GroupRow({ place, value: { group, grant }, names, wrong, onChange, onRemove }: GroupRowProps) {
  const id = `group-${place}`;
  const called = group.trim() || `group ${place + 1}`;
  return (
    <div className="evenkeel-window evenkeel-stack" role="group" aria-label={`Group ${called}`}>
      <div className="evenkeel-fields">
        <TextField
          id={`${id}-name`}
          label="Group at the issuer"
          isRequired
          value={group}
          wrong={wrong}
          onChange={(typed) => onChange({ group: typed })}
        />
        <GrantFields id={id} value={grant} onChange={(next) => onChange({ grant: next })} />
      </div>
      <Content component="p">
        Who is in {called} is {grantWords(grant, names)}.{' '}
        {onRemove && (
          <Button variant="link" isInline onClick={onRemove} aria-label={`Leave out ${called}`}>
            Leave it out
          </Button>
        )}
      </Content>
    </div>
  );
}
