import type { NewProvider } from '@evenkeel/contract';

/** The form as it is typed: every field a text. */
export interface ProviderDraft {
  name: string;
  authUrl: string;
  region: string;
  interface: NewProvider['interface'];
  verify: boolean;
  caCertificate: string;
  authType: NewProvider['auth']['type'];
  username: string;
  password: string;
  userDomain: string;
  projectName: string;
  projectDomain: string;
  credentialId: string;
  credentialSecret: string;
}

export const EMPTY_DRAFT: ProviderDraft = {
  name: '',
  authUrl: '',
  region: '',
  interface: 'public',
  verify: true,
  caCertificate: '',
  authType: 'password',
  username: '',
  password: '',
  userDomain: 'Default',
  projectName: '',
  projectDomain: 'Default',
  credentialId: '',
  credentialSecret: '',
};

/** The sentence for each field that hinders sending; none when it can be sent. */
export function wrongFields(draft: ProviderDraft): Partial<Record<keyof ProviderDraft, string>> {
  const wrong: Partial<Record<keyof ProviderDraft, string>> = {};
  const need = (field: keyof ProviderDraft, sentence: string) => {
    if (String(draft[field]).trim() === '') wrong[field] = sentence;
  };
  need('name', 'Give it the name by which you know this cloud.');
  need('authUrl', 'Give the address of Keystone.');
  if (!wrong.authUrl && !/^https?:\/\/[^/]/i.test(draft.authUrl.trim())) {
    wrong.authUrl = 'An address begins with http:// or https://, as in https://keystone.example:5000/v3.';
  }
  if (draft.authType === 'password') {
    need('username', 'Give the user name.');
    need('password', 'Give the password.');
    need('projectName', 'Give the project; an administrator’s is usually admin.');
  } else {
    need('credentialId', 'Give the id of the application credential.');
    need('credentialSecret', 'Give its secret.');
  }
  return wrong;
}

export function newProviderOf(draft: ProviderDraft): NewProvider {
  return {
    name: draft.name.trim(),
    authUrl: draft.authUrl.trim(),
    region: draft.region.trim() || null,
    interface: draft.interface,
    verify: draft.verify,
    caCertificate: draft.caCertificate.trim() || null,
    auth:
      draft.authType === 'password'
        ? {
            type: 'password',
            username: draft.username.trim(),
            password: draft.password,
            userDomain: draft.userDomain.trim() || 'Default',
            projectName: draft.projectName.trim(),
            projectId: null,
            projectDomain: draft.projectDomain.trim() || 'Default',
          }
        : {
            type: 'application-credential',
            id: draft.credentialId.trim(),
            secret: draft.credentialSecret.trim(),
          },
  };
}
