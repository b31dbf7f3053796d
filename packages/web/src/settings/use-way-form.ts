import type { NewSignInWay, SignInWay } from '@evenkeel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { useMessages } from '../parts/messages.tsx';
import { addWay, changeWay, waysQuery } from './api.ts';
import { type FieldByCode, refusedField } from './refused-field.ts';
import type { Wrong } from './way-draft.ts';

const FIELDS: FieldByCode = {
  'name-taken': 'way-name',
  'issuer-away': 'way-issuer',
  'address-not-allowed': 'way-issuer',
};

/** Sending of a form: what hinders it, what was refused beside its field, and back to the list when it is done. */
export function useWayForm(way: SignInWay | null, wrong: Wrong, body: () => NewSignInWay) {
  const [wasTried, setTried] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { tell } = useMessages();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => (way ? changeWay(way.id, body()) : addWay(body())),
    onSuccess: async (saved) => {
      const text =
        saved.redirectUri && 'Register its redirect address, which stands in the list, at the issuer.';
      const title = way ? `${saved.name} was changed` : `People can sign in at ${saved.name}`;
      tell({ variant: 'success', title, text: way ? null : text, place: 'page' });
      await client.invalidateQueries({ queryKey: waysQuery.queryKey });
      void navigate({ to: '/settings/sign-in' });
    },
  });
  const refused = refusedField(error, FIELDS);
  const [refusedId] = Object.keys(refused);
  useEffect(() => {
    if (refusedId) document.getElementById(refusedId)?.focus();
    // Anew with each refusal, also where it is about the same field.
  }, [refusedId, error]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const [first] = Object.keys(wrong);
    if (first) document.getElementById(first)?.focus();
    else if (!isPending) mutate();
  };
  return {
    submit,
    isPending,
    wrong: { ...refused, ...(wasTried ? wrong : {}) } as Wrong,
    /** What is about no field. */
    error: refusedId ? null : error,
  };
}
