import { Label } from '@patternfly/react-core';

/** No screen may let a demo cloud be taken for a real one. */
export function DemoLabel() {
  return (
    <Label color="purple" isCompact variant="outline">
      Demo
    </Label>
  );
}
